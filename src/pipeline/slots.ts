import pLimit, { type LimitFunction } from 'p-limit'
import type { ProviderName } from '../ai/service.ts'
import type { ProviderLimits } from '../jobs/pace.ts'
import { type Run, RunStopped } from './run.ts'

/** The calls that this process may have under way at once, provider by provider. */
export type Slots = Partial<Record<ProviderName, LimitFunction>>

/** Limiters for the providers whose calls are limited; the database counts over all processes. */
export function openSlots(limits: Readonly<Record<ProviderName, ProviderLimits>>): Slots {
  const limited = Object.entries(limits).filter(([, { inFlight }]) => inFlight > 0)
  return Object.fromEntries(limited.map(([provider, { inFlight }]) => [provider, pLimit(inFlight)]))
}

const LOOK_EVERY_MS = 500

/**
 * Waits in line for a slot and returns what gives it back. The wait uses neither time nor an attempt;
 * it ends when the run does, when a cancel was asked for, and when the worker drains.
 */
export function takeSlot(run: Run, provider: ProviderName): Promise<() => void> {
  const limiter = run.slots[provider]
  if (!limiter) return Promise.resolve(() => {})
  return run.patience.aside(() => inLine(run, limiter))
}

function inLine(run: Run, limiter: LimitFunction): Promise<() => void> {
  return new Promise((resolve, reject) => {
    let gone = false
    const look = setInterval(() => {
      const reason = whyGone(run)
      if (reason === null) return
      gone = true
      clearInterval(look)
      reject(reason)
    }, LOOK_EVERY_MS)
    void limiter(async () => {
      clearInterval(look)
      if (gone) return
      await new Promise<void>((giveBack) => resolve(giveBack))
    })
  })
}

function whyGone(run: Run): Error | null {
  if (run.signal.aborted) return run.signal.reason as Error
  if (run.cancelRequested()) return new RunStopped({ kind: 'cancelled' })
  if (!run.draining()) return null
  return new RunStopped({ kind: 'wait', waitMs: 0, reason: 'worker-stopped' })
}
