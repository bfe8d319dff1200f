import { deliverDue, type DeliverContext } from './deliver.ts'
import { seeChannels } from './outbox.ts'

const SEE_EVERY_MS = 60 * 60_000

/** Sends in the background of a worker. */
export interface Deliverer {
  /** Sends what is due, unless that is going on; returns at once. */
  kick(): void
  /** Sends what is due, for at most so long or until that signal, and ends. */
  finish(end: { limitMs: number; unless?: AbortSignal | undefined }): Promise<void>
}

export interface DelivererOptions extends Omit<DeliverContext, 'signal'> {
  onProblem: (error: unknown) => void
}

/** A sending that is slow or fails keeps no other duty from being done. */
export function startDeliverer(options: DelivererOptions): Deliverer {
  const stopping = new AbortController()
  const { signal } = stopping
  const stop = () => stopping.abort()
  let current: Promise<void> | null = null
  let seenAtMs = -Infinity
  const round = async () => {
    const { db, channels, clock } = options
    if (performance.now() - seenAtMs > SEE_EVERY_MS) await seeChannels(db, channels, clock())
    seenAtMs = performance.now()
    await deliverDue({ ...options, signal })
  }
  const kick = () => {
    if (options.channels.length === 0 || signal.aborted) return
    current ??= round()
      .catch((error: unknown) => {
        if (!signal.aborted) options.onProblem(error)
      })
      .finally(() => (current = null))
  }
  return {
    kick,
    async finish({ limitMs, unless }) {
      const timer = setTimeout(stop, limitMs)
      unless?.addEventListener('abort', stop, { once: true })
      if (unless?.aborted) stop()
      await current
      // What was raised since the round that just ended began.
      kick()
      await current
      clearTimeout(timer)
      unless?.removeEventListener('abort', stop)
      stop()
    },
  }
}
