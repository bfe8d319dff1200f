import type { Family, Labels, Sample } from './exposition.ts'

interface Series {
  labels: Labels
  /** Of each bound, not yet added up. */
  counts: number[]
  sum: number
  count: number
}

/** How long things took, counted by upper bounds in seconds. */
export class Histogram {
  readonly #name: string
  readonly #help: string
  readonly #bounds: readonly number[]
  readonly #series = new Map<string, Series>()

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name
    this.#help = help
    this.#bounds = bounds
  }

  observe(labels: Labels, seconds: number): void {
    const key = JSON.stringify(labels)
    const series = this.#series.get(key) ?? {
      labels,
      counts: this.#bounds.map(() => 0),
      sum: 0,
      count: 0,
    }
    const at = this.#bounds.findIndex((bound) => seconds <= bound)
    if (at >= 0) series.counts[at]!++
    series.sum += seconds
    series.count++
    this.#series.set(key, series)
  }

  family(): Family {
    const samples = [...this.#series.values()].flatMap((series) => this.#samples(series))
    return { name: this.#name, help: this.#help, type: 'histogram', samples }
  }

  #samples({ labels, counts, sum, count }: Series): Sample[] {
    let upTo = 0
    const buckets = this.#bounds.map((bound, at): Sample => {
      upTo += counts[at]!
      return { suffix: '_bucket', labels: { ...labels, le: String(bound) }, value: upTo }
    })
    return [
      ...buckets,
      { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
      { suffix: '_sum', labels, value: sum },
      { suffix: '_count', labels, value: count },
    ]
  }
}
