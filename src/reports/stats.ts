import { JobStatus } from '../generated/sqlite/enums.ts'
import { budgetDay } from '../money/budget-day.ts'
import type { StatsResult, StatsRow } from '../results.ts'
import type { StatsOptions } from '../requests.ts'
import type { ReportContext } from './context.ts'
import { readLimit } from './limit.ts'
import { type Period, resolvePeriod } from './period.ts'
import { readSpentBy, readSpentByProvider, sumSpent } from './spent.ts'
import { readDurations, readEndedByDay, readWorked, type Worked } from './worked.ts'

/** Counts and money of a range of days. Throws DAY_INVALID, PERIOD_REVERSED, PERIOD_TOO_LONG. */
export async function readStats(
  context: ReportContext,
  options: StatsOptions,
): Promise<StatsResult> {
  const { db, timezone } = context
  const period = resolvePeriod(context, { period: 'range', from: options.from, to: options.to })
  const worked = await readWorked(db, period)
  const byProvider = await readSpentByProvider(db, period)
  const costMicros = sumSpent(byProvider)
  return {
    from: period.from,
    to: period.to,
    timezone,
    jobs: worked.jobs,
    costMicros,
    estimateMicros: worked.estimateMicros,
    perVideoMicros: perVideo(costMicros, worked.jobs.COMPLETED),
    byProvider,
    ...(options.by && { by: options.by, groups: await readGroups(context, period, options.by) }),
    limit: await readLimit(context, budgetDay(context.clock(), timezone)),
    durations: await readDurations(db, period),
  }
}

/** Whole micro-dollars a video; null without one. */
export function perVideo(costMicros: number, videos: number | undefined): number | null {
  return videos ? Math.round(costMicros / videos) : null
}

/**
 * By day and status the jobs are those of the period, as in the totals; by service, provider and
 * step those that money was paid for.
 */
async function readGroups(
  { db }: ReportContext,
  period: Period,
  by: NonNullable<StatsOptions['by']>,
): Promise<StatsRow[]> {
  const spent = await readSpentBy(db, period, by)
  if (by === 'status') return withCounts(spent, statusCounts(await readWorked(db, period)))
  if (by === 'day') {
    const ended = await readEndedByDay(db, period)
    return withCounts(
      spent,
      ended.map(({ day, jobs }) => ({ key: day, jobs })),
    )
  }
  return spent
}

function statusCounts({ jobs }: Worked): { key: string; jobs: number }[] {
  return Object.values(JobStatus).flatMap((key) => (jobs[key] ? { key, jobs: jobs[key] } : []))
}

function withCounts(spent: StatsRow[], counts: { key: string; jobs: number }[]): StatsRow[] {
  const rows = new Map(spent.map((row) => [row.key, { ...row, jobs: 0 }]))
  for (const { key, jobs } of counts) {
    const row = rows.get(key) ?? { key, jobs: 0, costMicros: 0 }
    rows.set(key, { ...row, jobs: row.jobs + jobs })
  }
  return [...rows.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}
