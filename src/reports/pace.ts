import type { Db } from '../db/client.ts'
import { JobStatus } from '../generated/sqlite/enums.ts'
import type { StatsResult } from '../results.ts'
import { readDurations } from './durations.ts'
import type { Period } from './period.ts'

const HOUR_MS = 3_600_000
/** A few videos of an offline service take no time at all, which is no pace. */
const LEAST_MS = 1_000
/** Whoever began first is among those that ended first, of as many as may run at once. */
const AT_ONCE = 1_000

/** How fast a period's videos were made: each by itself, and all of them while they were made. */
export async function readPace(
  db: Db,
  period: Period,
  { videos }: { videos: number },
): Promise<Pick<StatsResult, 'durations' | 'throughput'>> {
  const whole = { key: '', start: period.start.getTime(), end: period.end.getTime() }
  const durations = (await readDurations(db, [whole], videos)).get(whole.key)
  const workedMs = videos > 0 ? await readWorkedMs(db, period) : 0
  return {
    durations: durations ?? { p50: null, p95: null },
    throughput: { perHour: workedMs > 0 ? (videos * HOUR_MS) / workedMs : 0 },
  }
}

/**
 * From the first start to the last end of the period's videos. What it was before and after that says
 * nothing of how fast they are made.
 */
async function readWorkedMs(db: Db, { start, end }: Period): Promise<number> {
  // Said by what it is not, so that SQLite reads the index on finishedAt, not every completed job.
  const notIn = Object.values(JobStatus).filter((status) => status !== 'COMPLETED')
  const where = {
    finishedAt: { gte: start, lt: end },
    startedAt: { not: null },
    status: { notIn },
  }
  const select = { startedAt: true, finishedAt: true }
  const first = await db.videoGenerationJob.findMany({
    where,
    select,
    orderBy: { finishedAt: 'asc' },
    take: AT_ONCE,
  })
  const last = await db.videoGenerationJob.findFirst({
    where,
    select,
    orderBy: { finishedAt: 'desc' },
  })
  if (!last) return 0
  const began = Math.min(...first.map(({ startedAt }) => startedAt!.getTime()))
  return Math.max(LEAST_MS, last.finishedAt!.getTime() - Math.max(began, start.getTime()))
}
