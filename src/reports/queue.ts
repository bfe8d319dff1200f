import type { JobStatus } from '../generated/sqlite/enums.ts'
import type { Db } from '../db/client.ts'
import { RUNNING } from '../jobs/states.ts'
import type { LimitState, QueueState } from '../results.ts'
import type { Worked } from './worked.ts'

const HOUR_MS = 3_600_000

/** What is still to be done, and until when, as fast as it went within the last hour. */
export async function readQueue(
  db: Db,
  { open }: Worked,
  { now, limit }: { now: Date; limit: LimitState },
): Promise<QueueState> {
  const count = (...statuses: JobStatus[]) =>
    open.reduce((sum, group) => sum + (statuses.includes(group.status) ? group.jobs : 0), 0)
  const waiting = count('QUEUED', 'RETRYING')
  const running = count(...RUNNING)
  const perHour = await readRate(db, now)
  const due = waiting + running
  return {
    waiting,
    running,
    deferred: count('DEFERRED'),
    person: count('NEEDS_REVIEW', 'AWAITING_APPROVAL'),
    perHour,
    secondsLeft: due === 0 ? 0 : perHour && Math.round((due / perHour) * 3600),
    daysLeft: daysFor(
      open.filter(({ status }) => status === 'DEFERRED'),
      limit,
    ),
  }
}

/** Videos an hour since the first job of the last hour's videos began, or the hour did. */
async function readRate(db: Db, now: Date): Promise<number | null> {
  const hourAgo = new Date(now.getTime() - HOUR_MS)
  const { _count, _min } = await db.videoGenerationJob.aggregate({
    // Not by its status: SQLite would read every job that was ever completed.
    where: { finishedAt: { gte: hourAgo, lte: now }, status: { notIn: ['FAILED', 'CANCELLED'] } },
    _count: true,
    _min: { startedAt: true },
  })
  if (_count === 0) return null
  const since = Math.max(hourAgo.getTime(), _min.startedAt?.getTime() ?? 0)
  return (_count * HOUR_MS) / Math.max(1000, now.getTime() - since)
}

function daysFor(
  deferred: { jobs: number; estimateMicros: number }[],
  { jobs: { limit: jobLimit }, micros: { limit: microsLimit } }: LimitState,
): number | null {
  const jobs = deferred.reduce((sum, group) => sum + group.jobs, 0)
  if (jobs === 0) return 0
  const each = deferred.reduce((sum, group) => sum + group.estimateMicros, 0) / jobs
  const daily = Math.min(jobLimit, each > 0 ? Math.floor(microsLimit / each) : jobLimit)
  return daily > 0 ? Math.ceil(jobs / daily) : null
}
