import type { JobStatus } from '../generated/sqlite/enums.ts'
import { budgetDay } from '../money/budget-day.ts'
import type { ReportResult } from '../results.ts'
import type { ReportOptions } from '../requests.ts'
import type { ReportContext } from './context.ts'
import { readFailures } from './failures.ts'
import { readLimit } from './limit.ts'
import { type Period, resolvePeriod } from './period.ts'
import {
  readSpentBy,
  readSpentByBatch,
  readSpentByProvider,
  type Spending,
  sumSpent,
} from './spent.ts'
import { perVideo } from './stats.ts'
import { openStatuses } from './statuses.ts'
import { readWarnings } from './warnings.ts'
import { readEndedByDay, readWorked, type StatusCounts, type Worked } from './worked.ts'

/** The cost report of a period. Throws DAY_INVALID, PERIOD_REVERSED, PERIOD_TOO_LONG. */
export async function readReport(
  context: ReportContext,
  options: ReportOptions,
): Promise<ReportResult> {
  const { db, timezone, kind } = context
  const period = resolvePeriod(context, options)
  const worked = await readWorked(db, period)
  const byProvider = await readSpentByProvider(db, period)
  const byStatus = await readSpentBy(db, period, 'status')
  return {
    period: { name: period.name, from: period.from, to: period.to, timezone },
    kind,
    totals: totals(worked, sumSpent(byProvider), byStatus),
    rows: await readBatchRows(context, period, worked.byBatch),
    byProvider,
    byDay: await readDays(context, period),
    failures: await readFailures(db, period),
    limit: await readLimit(context, budgetDay(context.clock(), timezone)),
    warnings: await readWarnings(context, period),
  }
}

function totals(
  { jobs }: Worked,
  costMicros: number,
  byStatus: Spending[],
): ReportResult['totals'] {
  const wasted: JobStatus[] = ['FAILED', 'CANCELLED']
  return {
    jobs: jobs.total,
    completed: jobs.COMPLETED ?? 0,
    failed: jobs.FAILED ?? 0,
    cancelled: jobs.CANCELLED ?? 0,
    open: openStatuses.reduce((sum, status) => sum + (jobs[status] ?? 0), 0),
    costMicros,
    perVideoMicros: perVideo(costMicros, jobs.COMPLETED),
    wasteMicros: sumSpent(byStatus.filter(({ key }) => wasted.some((status) => status === key))),
  }
}

async function readBatchRows(
  { db }: ReportContext,
  period: Period,
  counts: Worked['byBatch'],
): Promise<ReportResult['rows']> {
  const spent = await readSpentByBatch(db, period)
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

async function readDays({ db }: ReportContext, period: Period): Promise<ReportResult['byDay']> {
  const days = new Map<string, ReportResult['byDay'][number]>()
  const at = (day: string) => days.get(day) ?? { day, completed: 0, failed: 0, costMicros: 0 }
  for (const { key, costMicros } of await readSpentBy(db, period, 'day')) {
    days.set(key, { ...at(key), costMicros })
  }
  for (const { day, status, jobs } of await readEndedByDay(db, period)) {
    if (status === 'COMPLETED') days.set(day, { ...at(day), completed: jobs })
    if (status === 'FAILED') days.set(day, { ...at(day), failed: jobs })
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1))
}
