import { JobStatus } from '../generated/sqlite/enums.ts'
import { budgetDay } from '../money/budget-day.ts'
import type { StatsResult, StatsRow } from '../results.ts'
import type { StatsOptions } from '../requests.ts'
import { paidJobs } from '../db/sql/totals/paid.ts'
import type { ReportContext } from './context.ts'
import { readDurations } from './durations.ts'
import { readLimit } from './limit.ts'
import { type Period, resolvePeriod } from './period.ts'
import { readSpentByStatus } from './spent-by-status.ts'
import { OTHER, readSpent, type Spending, type Spent } from './spent.ts'
import { readWorked, type StatusCounts, type Worked } from './worked.ts'

/** Counts and money of a range of days. Throws DAY_INVALID, PERIOD_REVERSED, PERIOD_TOO_LONG. */
export async function readStats(
  context: ReportContext,
  options: StatsOptions,
): Promise<StatsResult> {
  const { db, timezone } = context
  const period = resolvePeriod(context, { period: 'range', from: options.from, to: options.to })
  const worked = await readWorked(db, period)
  const spent = await readSpent(db, period)
  const videos = worked.jobs.COMPLETED ?? 0
  const whole = { key: '', start: period.start.getTime(), end: period.end.getTime() }
  const durations = await readDurations(db, [whole], videos)
  return {
    from: period.from,
    to: period.to,
    timezone,
    jobs: worked.jobs,
    costMicros: spent.costMicros,
    estimateMicros: worked.estimateMicros,
    perVideoMicros: perVideo(spent.costMicros, videos),
    byProvider: spent.byProvider,
    ...(options.by && {
      by: options.by,
      groups: await groupsBy[options.by](db, { period, worked, spent }),
    }),
    limit: await readLimit(context, budgetDay(context.clock(), timezone)),
    durations: durations.get(whole.key) ?? { p50: null, p95: null },
  }
}

/** Whole micro-dollars a video; null without one. */
export function perVideo(costMicros: number, videos: number | undefined): number | null {
  return videos ? Math.round(costMicros / videos) : null
}

interface Read {
  period: Period
  worked: Worked
  spent: Spent
}

/**
 * By day and status the jobs are those of the period, as in the totals; by service, provider and
 * step those that money was paid for.
 */
const groupsBy: Record<
  NonNullable<StatsOptions['by']>,
  (db: ReportContext['db'], read: Read) => Promise<StatsRow[]>
> = {
  day: async (_db, { worked, spent }) =>
    merged(
      [...worked.byDay].map(([key, counts]) => ({ key, jobs: total(counts) })),
      spent.byDay.map(({ day, costMicros }) => ({ key: day, costMicros })),
    ),
  status: async (db, { period, worked: { jobs }, spent }) =>
    merged(
      Object.values(JobStatus).flatMap((key) => (jobs[key] ? { key, jobs: jobs[key] } : [])),
      [...(await readSpentByStatus(db, period, spent.costMicros))].map(([key, costMicros]) => {
        return { key, costMicros }
      }),
    ),
  provider: (db, { period, spent }) =>
    withPaidJobs(
      db,
      { period, by: 'provider' },
      spent.byProvider.map((row) => ({ ...row, key: row.provider })),
    ),
  service: (db, { period, spent }) =>
    withPaidJobs(
      db,
      { period, by: 'service' },
      spent.byProvider.map((row) => ({ ...row, key: row.service })),
    ),
  step: (db, { period, spent }) => withPaidJobs(db, { period, by: 'step' }, spent.byStep),
}

async function withPaidJobs(
  db: ReportContext['db'],
  { period, by }: { period: Period; by: 'provider' | 'service' | 'step' },
  spent: Spending[],
): Promise<StatsRow[]> {
  const jobs = await paidJobs(db, period, by)
  return merged(
    jobs.map((row) => ({ key: row.key || OTHER, jobs: row.jobs })),
    spent,
  )
}

/** Counts and costs of the same keys, ordered by them. */
function merged(
  counts: { key: string; jobs: number }[],
  costs: { key: string; costMicros: number }[],
): StatsRow[] {
  const rows = new Map<string, StatsRow>()
  for (const part of [...counts, ...costs]) {
    const row = rows.get(part.key) ?? { key: part.key, jobs: 0, costMicros: 0 }
    const { jobs = 0, costMicros = 0 } = part as Partial<StatsRow>
    rows.set(part.key, { ...row, jobs: row.jobs + jobs, costMicros: row.costMicros + costMicros })
  }
  return [...rows.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function total(counts: StatusCounts): number {
  return Object.values(counts).reduce((sum, jobs) => sum + jobs, 0)
}
