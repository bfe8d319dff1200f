import type { Db } from '../db/client.ts'
import type { ApprovalKind } from '../results.ts'
import { tellExpired } from './approval-alerts.ts'
import { refuse } from './approval-transitions.ts'
import type { Actor } from './moves.ts'

const AT_ONCE = 200

/**
 * Cancels the jobs whose approval nobody gave in time, and gives their money back. Returns how many.
 * One that is decided about meanwhile is left to that.
 */
export async function expireApprovals(db: Db, by: Actor): Promise<number> {
  const late = await db.videoGenerationJob.findMany({
    where: { awaitsUntil: { lte: by.at }, status: 'AWAITING_APPROVAL' },
    orderBy: { awaitsUntil: 'asc' },
    take: AT_ONCE,
  })
  let expired = 0
  for (const job of late) {
    const failure = {
      code: 'APPROVAL_EXPIRED',
      params: { awaits: job.awaits as ApprovalKind, until: job.awaitsUntil!.toISOString() },
    }
    const done = await db.$transaction(async (tx) => {
      await tellExpired(tx, { batchId: job.batchId, awaits: failure.params.awaits, at: by.at })
      const expired = { type: 'approval-expired', failure, by: { ...by, reason: null } } as const
      return await refuse(tx, job, expired)
    })
    if (done) expired++
  }
  return expired
}
