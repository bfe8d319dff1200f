import type { Tx } from '../db/client.ts'
import type { VideoGenerationJob } from '../generated/sqlite/client.ts'
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
      const done = await context.db.$transaction((tx) => cancelOne(tx, job, { by, dryRun }))
      if (done === 'cancelled') {
        result.cancelled++
        result.releasedMicros += Number(job.reservedMicros)
      } else if (done === 'finishing') result.finishing++
      else result.skipped[done] = (result.skipped[done] ?? 0) + 1
    }
  }
  return result
}

type Cancelled = 'cancelled' | 'finishing' | 'completed' | 'failed' | 'already-cancelled'

async function cancelOne(
  tx: Tx,
  job: VideoGenerationJob,
  { by, dryRun }: { by: Actor; dryRun: boolean },
): Promise<Cancelled> {
  if (ENDED.includes(job.status)) {
    if (job.status === 'CANCELLED') return 'already-cancelled'
    return job.status === 'COMPLETED' ? 'completed' : 'failed'
  }
  const open = await tx.providerCall.count({ where: { jobId: job.id, ...isOpenCall } })
  const idle = job.leaseOwner === null && open === 0
  if (dryRun) return idle ? 'cancelled' : 'finishing'
  if (idle && (await cancelIdle(tx, job, by))) return 'cancelled'
  await requestCancel(tx, job, by)
  return 'finishing'
}
