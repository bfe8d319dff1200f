import type { Tx } from '../db/client.ts'
import type { Batch, VideoGenerationJob } from '../generated/sqlite/client.ts'
import type { CancelResult } from '../results.ts'
import type { JobsContext } from './context.ts'
import { matchingJobs } from './matching.ts'
import { isOpenCall } from './reservation.ts'
import type { Selection } from './selection.ts'
import { ENDED } from './states.ts'
import { type Actor, cancelIdle, requestCancel } from './transitions.ts'

/**
 * Cancels what has not ended: at once where nobody works on it and no purchase is under way, else
 * before the next purchase. What was bought is kept, the rest of the money goes back.
 */
export async function cancel(
  context: JobsContext,
  selection: Selection,
  options: { dryRun?: boolean },
): Promise<CancelResult> {
  const { dryRun = false } = options
  const result: CancelResult = {
    dryRun,
    matched: 0,
    cancelled: 0,
    finishing: 0,
    skipped: {},
    releasedMicros: 0,
  }
  const by = { actor: context.actor, at: context.clock() }
  for await (const jobs of matchingJobs(context.db, selection)) {
    for (const job of jobs) {
      result.matched++
      const { done, releasedMicros } = await context.db.$transaction((tx) =>
        cancelOne(tx, job.id, { by, dryRun }),
      )
      result.releasedMicros += releasedMicros
      if (done === 'cancelled') result.cancelled++
      else if (done === 'finishing') result.finishing++
      else result.skipped[done] = (result.skipped[done] ?? 0) + 1
    }
  }
  return result
}

type Kept = 'completed' | 'failed' | 'already-cancelled' | 'loading' | 'review'

interface Cancelled {
  done: 'cancelled' | 'finishing' | Kept
  releasedMicros: number
}

async function cancelOne(
  tx: Tx,
  id: string,
  { by, dryRun }: { by: Actor; dryRun: boolean },
): Promise<Cancelled> {
  // Read anew: since its page was read it may have been run, and ended.
  const job = await tx.videoGenerationJob.findUnique({ where: { id }, include: { batch: true } })
  const kept = whyKept(job)
  if (!job || kept) return { done: kept ?? 'loading', releasedMicros: 0 }
  const open = await tx.providerCall.findMany({ where: { jobId: id, ...isOpenCall } })
  if (job.leaseOwner === null && open.some((call) => call.outcome === 'UNKNOWN')) {
    return { done: 'review', releasedMicros: 0 }
  }
  if (job.leaseOwner === null && open.length === 0) {
    if (!dryRun) await cancelIdle(tx, job, by)
    return { done: 'cancelled', releasedMicros: Number(job.reservedMicros) }
  }
  if (!dryRun) await requestCancel(tx, job, by)
  return { done: 'finishing', releasedMicros: 0 }
}

/** A batch that is being loaded is undone as a whole, or not at all. */
function whyKept(job: (VideoGenerationJob & { batch: Batch }) | null): Kept | null {
  if (job === null || job.batch.state === 'LOADING') return 'loading'
  if (!ENDED.includes(job.status)) return null
  if (job.status === 'CANCELLED') return 'already-cancelled'
  return job.status === 'COMPLETED' ? 'completed' : 'failed'
}
