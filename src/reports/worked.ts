/** The jobs of a period. Stats and report both ask here, so that their numbers agree. */
import { endedByDay, type EndedOnDay } from '../db/sql/ended-by-day.ts'
import { durationQuantiles } from '../db/sql/durations.ts'
import type { Db } from '../db/client.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import type { JobStatus } from '../generated/sqlite/enums.ts'
import { daysOf, type Period } from './period.ts'
import { ENDED } from '../jobs/states.ts'
import { openStatuses } from './statuses.ts'

export type StatusCounts = Partial<Record<JobStatus, number>>

export interface Worked {
  jobs: StatusCounts & { total: number }
  /** What these jobs were expected to cost. */
  estimateMicros: number
}

/** Jobs that ended in the period; with today in it also those that are open now. */
export function workedWhere(period: Period): Prisma.VideoGenerationJobWhereInput {
  const finishedAt = { gte: period.start, lt: period.end }
  const ended = { status: { in: ENDED }, finishedAt }
  return period.includesToday ? { OR: [ended, { status: { in: openStatuses } }] } : ended
}

/** Counts by status. */
export async function readWorked(db: Db, period: Period): Promise<Worked> {
  const groups = await db.videoGenerationJob.groupBy({
    by: ['status'],
    where: workedWhere(period),
    _count: true,
    _sum: { estimateMicros: true },
  })
  const worked: Worked = { jobs: { total: 0 }, estimateMicros: 0 }
  for (const { status, _count, _sum } of groups) {
    worked.jobs[status] = _count
    worked.jobs.total += _count
    worked.estimateMicros += Number(_sum.estimateMicros ?? 0)
  }
  return worked
}

/** Counts by status for each batch that has jobs in the period. */
export async function readWorkedByBatch(
  db: Db,
  period: Period,
): Promise<Map<string, StatusCounts>> {
  const groups = await db.videoGenerationJob.groupBy({
    by: ['batchId', 'status'],
    where: workedWhere(period),
    _count: true,
  })
  return countsByBatch(groups)
}

/** Grouped rows as a table of counts. */
export function countsByBatch(
  groups: { batchId: string; status: JobStatus; _count: number }[],
): Map<string, StatusCounts> {
  const batches = new Map<string, StatusCounts>()
  for (const { batchId, status, _count } of groups) {
    const counts = batches.get(batchId) ?? {}
    batches.set(batchId, { ...counts, [status]: _count })
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
