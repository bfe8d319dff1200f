import { Prisma } from '../generated/sqlite/client.ts'
import type { Db } from '../db/client.ts'
import { RUNNING } from '../jobs/states.ts'

/** What a drain still has to wait for, and what waits for something else. */
export interface DrainState {
  /** Queued, running or retrying, and not held; and batches that are being loaded. */
  busy: number
  waiting: Record<string, number>
}

interface CountRow {
  state: string
  jobs: bigint | number
}

/** Counts the jobs that are not ended. */
export async function drainState(db: Db): Promise<DrainState> {
  const rows = await db.$queryRaw<CountRow[]>`
    SELECT CASE WHEN "status" IN ('DEFERRED', 'AWAITING_APPROVAL', 'NEEDS_REVIEW') THEN CAST("status" AS TEXT)
                WHEN "heldFor" IS NOT NULL THEN 'HELD'
                WHEN "status" = 'QUEUED' AND "attempt" = 0 AND EXISTS (SELECT 1 FROM "Hold" WHERE "endedAt" IS NULL) THEN 'HELD'
                ELSE 'BUSY' END AS "state", COUNT(*) AS "jobs"
    FROM "VideoGenerationJob"
    WHERE "status" IN (${Prisma.join(['QUEUED', 'RETRYING', 'DEFERRED', 'AWAITING_APPROVAL', 'NEEDS_REVIEW', ...RUNNING])})
    GROUP BY 1`
  const counts = Object.fromEntries(rows.map((row) => [row.state, Number(row.jobs)]))
  const { BUSY: busy = 0, ...waiting } = counts
  // A batch whose enqueue was killed is given up, with its money, by the tick: somebody must stay for it.
  const loading = await db.batch.count({ where: { state: 'LOADING' } })
  return { busy: busy + loading, waiting }
}
