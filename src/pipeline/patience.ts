import { setTimeout as sleep } from 'node:timers/promises'

/** Thrown into every call when a job's own work took too long. */
export class OutOfPatience extends Error {
  override readonly name = 'OutOfPatience'
}

/** Counts the time of our own work and aborts `signal` when it exceeds its limit; waits don't count. */
export interface Patience {
  signal: AbortSignal
  /** Sleeps without using it up; rejects when `signal` or `until` aborts. */
  wait(ms: number, until: AbortSignal): Promise<void>
  /** Waits for others without using it up. */
  aside<T>(others: () => Promise<T>): Promise<T>
  end(): void
}

/** Starts counting at once. */
export function startPatience(limitMs: number): Patience {
  const controller = new AbortController()
  let leftMs = limitMs
  let since = 0
  let timer: NodeJS.Timeout | undefined
  const go = () => {
    since = performance.now()
    timer = setTimeout(() => controller.abort(new OutOfPatience()), Math.max(0, leftMs))
  }
  const pause = () => {
    clearTimeout(timer)
    leftMs -= performance.now() - since
  }
  async function aside<T>(others: () => Promise<T>): Promise<T> {
    pause()
    try {
      return await others()
    } finally {
      go()
    }
  }
  go()
  return {
    signal: controller.signal,
    aside,
    wait: (ms, until) =>
      aside(() => sleep(ms, undefined, { signal: AbortSignal.any([controller.signal, until]) })),
    end: pause,
  }
}
