import { VidgenError } from '../../errors.ts'

/** Whoever was not heard of for longest is forgotten first. */
const MOST_CALLERS = 10_000

/** So many requests a second, and as a burst so many seconds' worth. */
export interface RateOptions {
  perSecond: number
  burstS: number
  now?: () => number
}

/** Holds each caller to a rate: a bucket that fills by the second. */
export class RateLimit {
  readonly #options: Required<RateOptions>
  readonly #buckets = new Map<string, { left: number; atMs: number }>()

  constructor(options: RateOptions) {
    this.#options = { now: () => performance.now(), ...options }
  }

  /** Takes one request of a caller. Throws API_RATE_LIMITED. */
  take(caller: string): void {
    const { perSecond, burstS, now } = this.#options
    const atMs = now()
    const most = perSecond * burstS
    const before = this.#buckets.get(caller) ?? { left: most, atMs }
    const left = Math.min(most, before.left + ((atMs - before.atMs) / 1000) * perSecond)
    this.#buckets.delete(caller)
    this.#buckets.set(caller, { left: left >= 1 ? left - 1 : left, atMs })
    if (this.#buckets.size > MOST_CALLERS) this.#forgetOldest()
    if (left >= 1) return
    const retryAfterS = Math.max(1, Math.ceil((1 - left) / perSecond))
    throw new VidgenError('API_RATE_LIMITED', { retryAfterS })
  }

  #forgetOldest(): void {
    const oldest = this.#buckets.keys().next()
    if (!oldest.done) this.#buckets.delete(oldest.value)
  }
}
