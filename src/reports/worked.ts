/** The jobs of a period. Stats and report both ask here, so that their numbers agree. */
import { endedByDay, type EndedOnDay } from '../db/sql/ended-by-day.ts'
import { endedInPeriod, type EndedGroup } from '../db/sql/ended-in-period.ts'
import { durationQuantiles } from '../db/sql/durations.ts'
import type { Db } from '../db/client.ts'
import type { JobStatus } from '../generated/sqlite/enums.ts'
import { daysOf, type Period } from './period.ts'
import { openStatuses } from './statuses.ts'

export type StatusCounts = Partial<Record<JobStatus, number>>

export interface Worked {
  jobs: StatusCounts & { total: number }
  /** What these jobs were expected to cost. */
  estimateMicros: number
  byBatch: Map<string, StatusCounts>
}

/** Jobs that ended in the period; with today in it also those that are open now. */
export async function readWorked(db: Db, period: Period): Promise<Worked> {
  const ended = await endedInPeriod(db, period)
  const groups = period.includesToday ? [...ended, ...(await readOpen(db))] : ended
  const worked: Worked = { jobs: { total: 0 }, estimateMicros: 0, byBatch: countsByBatch(groups) }
  for (const { status, jobs, estimateMicros } of groups) {
    worked.jobs[status] = (worked.jobs[status] ?? 0) + jobs
    worked.jobs.total += jobs
    worked.estimateMicros += estimateMicros
  }
  return worked
}

async function readOpen(db: Db): Promise<EndedGroup[]> {
  const groups = await db.videoGenerationJob.groupBy({
    by: ['batchId', 'status'],
    where: { status: { in: openStatuses } },
    _count: true,
    _sum: { estimateMicros: true },
  })
  return groups.map(({ batchId, status, _count, _sum }) => {
    return { batchId, status, jobs: _count, estimateMicros: Number(_sum.estimateMicros ?? 0) }
  })
}

/** Grouped rows as a table of counts. */
export function countsByBatch(
  groups: { batchId: string; status: JobStatus; jobs: number }[],
): Map<string, StatusCounts> {
  const batches = new Map<string, StatusCounts>()
  for (const { batchId, status, jobs } of groups) {
    const counts = batches.get(batchId) ?? {}
    batches.set(batchId, { ...counts, [status]: jobs })
  }
  return batches
}

/** How jobs ended on each day of the period; days without any are left out. */
export function readEndedByDay(db: Db, period: Period): Promise<EndedOnDay[]> {
  return endedByDay(db, daysOf(period))
}

/** Seconds from start to end of the jobs completed in the period; null without any. */
export async function readDurations(
  db: Db,
  period: Period,
): Promise<{ p50: number | null; p95: number | null }> {
  const { p50Ms, p95Ms } = await durationQuantiles(db, period)
  return { p50: seconds(p50Ms), p95: seconds(p95Ms) }
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000
}
