import { wasteTotals } from '../db/sql/totals/waste.ts'
import { budgetDay } from '../money/budget-day.ts'
import type { ReportResult } from '../results.ts'
import type { ReportOptions } from '../requests.ts'
import type { ReportContext } from './context.ts'
import { readFailures } from './failures.ts'
import { readLimit } from './limit.ts'
import { resolvePeriod } from './period.ts'
import { readSpent, type Spent } from './spent.ts'
import { perVideo } from './stats.ts'
import { openStatuses } from './statuses.ts'
import { readWarnings } from './warnings.ts'
import { readWorked, type StatusCounts, type Worked } from './worked.ts'

/** The cost report of a period. Throws DAY_INVALID, PERIOD_REVERSED, PERIOD_TOO_LONG. */
export async function readReport(
  context: ReportContext,
  options: ReportOptions,
): Promise<ReportResult> {
  const { db, timezone, kind } = context
  const period = resolvePeriod(context, options)
  const worked = await readWorked(db, period)
  const spent = await readSpent(db, period)
  const wasteMicros = (await wasteTotals(db, period)).reduce((sum, row) => sum + row.costMicros, 0)
  return {
    period: { name: period.name, from: period.from, to: period.to, timezone },
    kind,
    totals: { ...totals(worked, spent), wasteMicros },
    rows: await readBatchRows(context, worked, spent),
    byProvider: spent.byProvider,
    byDay: dayRows(worked, spent),
    failures: await readFailures(db, period, worked),
    limit: await readLimit(context, budgetDay(context.clock(), timezone)),
    warnings: await readWarnings(context, spent),
  }
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

function dayRows({ byDay }: Worked, spent: Spent): ReportResult['byDay'] {
  const costs = new Map(spent.byDay.map(({ day, costMicros }) => [day, costMicros]))
  const days = [...new Set([...byDay.keys(), ...costs.keys()])].toSorted()
  return days.flatMap((day) => {
    const { COMPLETED: completed = 0, FAILED: failed = 0 } = byDay.get(day) ?? {}
    const row = { day, completed, failed, costMicros: costs.get(day) ?? 0 }
    return completed + failed + row.costMicros === 0 ? [] : row
  })
}
