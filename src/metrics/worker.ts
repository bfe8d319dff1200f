/** What one worker tells of its own runs, made from its events. */
import type { StepName } from '../generated/sqlite/enums.ts'
import type { WorkerEvent } from '../requests.ts'
import type { Family } from './exposition.ts'
import { Histogram } from './histogram.ts'

/** Frames take seconds, videos minutes. */
const STEP_BOUNDS = [0.1, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 90, 120, 180, 300, 600, 1200, 3600]

interface Begun {
  step: StepName
  atMs: number
}

/** Ends of runs that are told apart. */
const ENDS = new Set<WorkerEvent['type']>([
  'completed',
  'retrying',
  'failed',
  'cancelled',
  'deferred',
  'review',
  'held',
  'returned',
])

export class WorkerMetrics {
  readonly #steps = new Histogram(
    'vidgen_step_seconds',
    'How long steps took in this worker, waiting for the provider included',
    STEP_BOUNDS,
  )
  readonly #open = new Map<string, Begun>()
  readonly #runs = new Map<string, number>()
  readonly #errors = new Map<string, number>()
  #chargedMicros = 0

  /** Takes an event of the worker in. */
  observe(event: WorkerEvent): void {
    const { type, jobId, step, error, at } = event
    this.#chargedMicros += event.costMicros ?? 0
    if (error) add(this.#errors, error.code)
    if (jobId === undefined) return
    const atMs = at.getTime()
    if (type === 'step' && step) {
      this.#end(jobId, atMs)
      this.#open.set(jobId, { step, atMs })
    } else if (ENDS.has(type)) {
      add(this.#runs, type)
      // A step that did not come to its end says nothing of how long one takes.
      if (type === 'completed') this.#end(jobId, atMs)
      else this.#open.delete(jobId)
    }
  }

  families(running: number): Family[] {
    return [
      this.#steps.family(),
      counter('vidgen_worker_runs_total', {
        help: 'Runs of jobs by how they ended',
        label: 'end',
        counts: this.#runs,
      }),
      counter('vidgen_worker_errors_total', {
        help: 'Errors of jobs and of the worker by code',
        label: 'code',
        counts: this.#errors,
      }),
      {
        name: 'vidgen_worker_charged_usd_total',
        help: 'US dollars that the runs of this worker were charged',
        type: 'counter',
        samples: [{ value: this.#chargedMicros / 1_000_000 }],
      },
      {
        name: 'vidgen_worker_running',
        help: 'Jobs in hand',
        type: 'gauge',
        samples: [{ value: running }],
      },
    ]
  }

  #end(jobId: string, atMs: number): void {
    const begun = this.#open.get(jobId)
    this.#open.delete(jobId)
    if (begun) this.#steps.observe({ step: begun.step }, (atMs - begun.atMs) / 1000)
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function counter(
  name: string,
  { help, label, counts }: { help: string; label: string; counts: Map<string, number> },
): Family {
  const samples = [...counts].map(([key, value]) => ({ labels: { [label]: key }, value }))
  return { name, help, type: 'counter', samples }
}
