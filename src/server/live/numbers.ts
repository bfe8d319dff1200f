/**
 * Which event numbers were seen. A transaction that takes a number may commit after one that took a
 * later number, so a number that is missing is asked for again for a while; a rolled-back one stays
 * missing for ever.
 */
const WAIT_MS = 40_000
/** More are not waited for: a statement takes only so many values. */
const MOST_LATE = 400

export class SeenNumbers {
  #last: number
  readonly #late = new Map<number, number>()

  constructor(last: number) {
    this.#last = last
  }

  /** The highest number that was seen. */
  get last(): number {
    return this.#last
  }

  /** Smaller numbers that may still come. */
  late(nowMs: number): number[] {
    for (const [number, sinceMs] of this.#late)
      if (nowMs - sinceMs > WAIT_MS) this.#late.delete(number)
    return [...this.#late.keys()]
  }

  /** Takes a number in. Returns whether it came in its turn, late, or was seen before. */
  see(number: number, nowMs: number): 'next' | 'late' | 'again' {
    if (number <= this.#last) return this.#late.delete(number) ? 'late' : 'again'
    for (let missing = this.#last + 1; missing < number; missing++) {
      if (this.#late.size >= MOST_LATE) break
      this.#late.set(missing, nowMs)
    }
    this.#last = number
    return 'next'
  }

  /** Leaves everything up to a number out. */
  skipTo(number: number): void {
    this.#late.clear()
    this.#last = Math.max(this.#last, number)
  }
}
