/** Keeps the leases of the jobs in hand, with one statement for all of them. */
import type { Db } from '../db/client.ts'
import { LEASE_MS, RENEW_EVERY_MS, renewLeases } from '../jobs/lease.ts'
import { LeaseLost } from '../jobs/transitions.ts'

/** Before a purchase a lease must have this much time left, by the clock that no one sets. */
const MARGIN_MS = 3_000

/** The lease of one job in hand. */
export interface LeaseInHand {
  /** Aborted with LeaseLost when the lease is gone. */
  signal: AbortSignal
  cancelRequested(): boolean
  assertFresh(): void
  drop(): void
}

export interface LeaseKeeper {
  keep(jobId: string, takenAtMs: number): LeaseInHand
  stop(): Promise<void>
}

interface Entry {
  controller: AbortController
  renewedAtMs: number
  cancelRequested: boolean
}

export interface LeaseKeeperOptions {
  db: Db
  worker: string
  clock: () => Date
  onProblem: (error: unknown) => void
}

/** Starts renewing. `takenAtMs` is of performance.now(), read before the lease was taken. */
export function keepLeases(options: LeaseKeeperOptions): LeaseKeeper {
  const entries = new Map<string, Entry>()
  let renewing: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    renewing = renewing.then(() => renewAll(options, entries)).catch(options.onProblem)
  }, RENEW_EVERY_MS)
  return {
    keep(jobId, takenAtMs) {
      const entry = {
        controller: new AbortController(),
        renewedAtMs: takenAtMs,
        cancelRequested: false,
      }
      entries.set(jobId, entry)
      return {
        signal: entry.controller.signal,
        cancelRequested: () => entry.cancelRequested,
        assertFresh() {
          if (performance.now() - entry.renewedAtMs > LEASE_MS - MARGIN_MS)
            throw new LeaseLost(jobId)
        },
        drop: () => {
          if (entries.get(jobId) === entry) entries.delete(jobId)
        },
      }
    },
    async stop() {
      clearInterval(timer)
      await renewing
    },
  }
}

async function renewAll(options: LeaseKeeperOptions, entries: Map<string, Entry>): Promise<void> {
  if (entries.size === 0) return
  const asked = [...entries]
  const startedMs = performance.now()
  const until = new Date(options.clock().getTime() + LEASE_MS)
  const jobIds = asked.map(([jobId]) => jobId)
  const kept = await renewLeases(options.db, { worker: options.worker, jobIds, until })
  for (const [jobId, entry] of asked) {
    const row = kept.get(jobId)
    if (row) {
      entry.renewedAtMs = startedMs
      entry.cancelRequested ||= row.cancelRequested
    } else if (entries.get(jobId) === entry) {
      entry.controller.abort(new LeaseLost(jobId))
    }
  }
}
