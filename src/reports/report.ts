import { budgetDay } from '../money/budget-day.ts'
import type { ReportResult } from '../results.ts'
import type { ReportOptions } from '../requests.ts'
import { categoryRows } from './categories.ts'
import type { ReportContext } from './context.ts'
import { readDayRows, readEarlierRows } from './day-rows.ts'
import { readCallDurations } from './durations.ts'
import { readFailures } from './failures.ts'
import { readForecast } from './forecast.ts'
import { readLimit } from './limit.ts'
import { readPace } from './pace.ts'
import { readPeakJobs } from './peak-jobs.ts'
import { perVideo } from './per-video.ts'
import { type Period, resolvePeriod } from './period.ts'
import { readSpent, type Spent } from './spent.ts'
import { openStatuses } from './statuses.ts'
import { readTrend } from './trend.ts'
import { readWarnings } from './warnings.ts'
import { readWorked, type StatusCounts, type Worked } from './worked.ts'

/** A chart of fewer says nothing. */
const CHART_DAYS = 14

/** The cost report of a period. Throws DAY_INVALID, PERIOD_REVERSED, PERIOD_TOO_LONG. */
export async function readReport(
  context: ReportContext,
  options: ReportOptions,
): Promise<ReportResult> {
  const { db, timezone, kind } = context
  const now = context.clock()
  const period = resolvePeriod(context, options)
  const worked = await readWorked(db, period)
  const spent = await readSpent(db, period)
  const byDay = await readDayRows(db, period, { worked, spent })
  const limit = await readLimit(context, budgetDay(now, timezone))
  return {
    period: { name: period.name, from: period.from, to: period.to, timezone },
    kind,
    totals: {
      ...totals(worked, spent),
      wasteMicros: byDay.reduce((sum, row) => sum + row.wasteMicros, 0),
    },
    rows: await readBatchRows(context, worked, spent),
    byProvider: spent.byProvider,
    byStep: await readSteps(db, period, spent),
    byCategory: categoryRows(worked, spent),
    byDay,
    earlier: await readEarlierRows(db, period, CHART_DAYS),
    trend: await readTrend(db, period, now),
    failures: await readFailures(db, period, worked),
    dearest: await readPeakJobs(db, period, 'cost'),
    slowest: await readPeakJobs(db, period, 'duration'),
    ...(await readPace(db, period, { videos: worked.jobs.COMPLETED ?? 0 })),
    forecast: await readForecast(context, period, limit),
    limit,
    warnings: await readWarnings(context, spent),
  }
}

async function readSteps(
  db: ReportContext['db'],
  period: Period,
  { byStep, byProvider }: Spent,
): Promise<ReportResult['byStep']> {
  const span = { start: period.start.getTime(), end: period.end.getTime() }
  const durations = await readCallDurations(db, span, { by: 'step', paid: byProvider })
  return byStep.map(({ key, calls, costMicros }) => {
    return { step: key, calls, costMicros, p50: null, p95: null, ...durations.get(key) }
  })
}

function totals(
  { jobs }: Worked,
  { costMicros }: Spent,
): Omit<ReportResult['totals'], 'wasteMicros'> {
  return {
    jobs: jobs.total,
    completed: jobs.COMPLETED ?? 0,
    failed: jobs.FAILED ?? 0,
    cancelled: jobs.CANCELLED ?? 0,
    open: openStatuses.reduce((sum, status) => sum + (jobs[status] ?? 0), 0),
    costMicros,
    perVideoMicros: perVideo(costMicros, jobs.COMPLETED),
  }
}

async function readBatchRows(
  { db }: ReportContext,
  { byBatch: counts }: Worked,
  { byBatch: spent }: Spent,
): Promise<ReportResult['rows']> {
  const ids = [...new Set([...counts.keys(), ...spent.keys()])]
  const batches = await db.batch.findMany({
    where: { id: { in: ids } },
    select: { id: true, sourceName: true, createdAt: true },
  })
  return batches
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
    .map((batch) => batchRow(batch, counts.get(batch.id) ?? {}, spent.get(batch.id) ?? 0))
}

function batchRow(
  batch: { id: string; sourceName: string },
  counts: StatusCounts,
  costMicros: number,
): ReportResult['rows'][number] {
  return {
    batchId: batch.id,
    source: batch.sourceName,
    jobs: Object.values(counts).reduce((sum, count) => sum + count, 0),
    completed: counts.COMPLETED ?? 0,
    failed: counts.FAILED ?? 0,
    costMicros,
    perVideoMicros: perVideo(costMicros, counts.COMPLETED),
  }
}
