import type { ReportResult } from '../results.ts'
import { usdPlain } from '../text/money.ts'
import { type CsvExact, type CsvCell, csvId, csvLines } from './csv.ts'
import { printable } from './printable.ts'

/** Columns are part of the contract: programs and spreadsheets name them. */
const columns = [
  'section',
  'key',
  'name',
  'jobs',
  'completed',
  'failed',
  'cancelled',
  'open',
  'calls',
  'cost_usd',
  'per_video_usd',
  'waste_usd',
  'seconds',
  'half_within_s',
  'most_within_s',
  'limit_jobs_left',
  'limit_usd_left',
  'limit_usd',
  'limit_reached_on',
  'spent_usd',
  'per_day_usd',
  'days_left',
  'most_usd',
] as const

type Row = Partial<Record<(typeof columns)[number], CsvCell>>

/** Every part of the report in one table; the first column says which part a row is of. */
export function reportCsv(result: ReportResult): string {
  const rows = [...totals(result), ...parts(result), ...more(result)]
  return csvLines([[...columns], ...rows.map((row) => columns.map((column) => row[column]))])
}

function totals({ period, totals: sum, durations }: ReportResult): Row[] {
  const { jobs, completed, failed, cancelled, open } = sum
  return [
    {
      section: 'total',
      key: `${period.from}/${period.to}`,
      jobs,
      completed,
      failed,
      cancelled,
      open,
      ...moneyOf(sum),
      ...quantilesOf(durations),
    },
  ]
}

function parts(result: ReportResult): Row[] {
  return [
    ...result.rows.map(({ batchId, source, jobs, completed, failed, ...row }) => ({
      section: 'batch',
      key: batchId,
      name: printable(source),
      jobs,
      completed,
      failed,
      ...moneyOf(row),
    })),
    ...result.byProvider.map(({ provider, service, calls, ...row }) => ({
      section: 'provider',
      key: provider,
      name: service,
      calls,
      ...moneyOf(row),
    })),
    ...result.byDay.map(({ day, completed, failed, cancelled, limit, ...row }) => ({
      section: 'day',
      key: day,
      completed,
      failed,
      cancelled,
      ...moneyOf(row),
      ...(limit && {
        limit_jobs_left: limit.jobs.limit - limit.jobs.used,
        limit_usd_left: amount(limit.micros.limit - limit.micros.used),
      }),
    })),
    ...result.failures.map(({ code, message, jobs }) => ({
      section: 'failure',
      key: code,
      name: printable(message),
      jobs,
      failed: jobs,
    })),
  ]
}

function more(result: ReportResult): Row[] {
  const { before } = result.trend
  return [
    {
      section: 'before',
      key: `${before.from}/${before.to}`,
      completed: before.completed,
      failed: before.failed,
      cancelled: before.cancelled,
      ...moneyOf(before),
    },
    ...result.byStep.map(({ step, calls, p50, p95, ...row }) => ({
      section: 'step',
      key: step,
      calls,
      ...moneyOf(row),
      ...quantilesOf({ p50, p95 }),
    })),
    ...result.byCategory.map(({ category, completed, failed, cancelled, ...row }) => ({
      section: 'category',
      key: printable(category),
      completed,
      failed,
      cancelled,
      ...moneyOf(row),
    })),
    ...(['dearest', 'slowest'] as const).flatMap((section) =>
      result[section].map(({ jobId, productId, seconds, ...row }) => {
        return { section, key: jobId, name: csvId(productId), seconds, ...moneyOf(row) }
      }),
    ),
    ...forecastRow(result),
  ]
}

/** What the month will have cost at its end, what it comes from, and its limit where it has one. */
function forecastRow({ forecast }: ReportResult): Row[] {
  if (!forecast) return []
  const { month, spentMicros, perDayMicros, daysLeft, expectedMicros, mostMicros, limit } = forecast
  return [
    {
      section: 'forecast',
      key: month,
      cost_usd: amount(expectedMicros),
      spent_usd: amount(spentMicros),
      per_day_usd: amount(perDayMicros),
      days_left: daysLeft,
      most_usd: amount(mostMicros),
      ...(limit && {
        limit_usd: amount(limit.micros),
        limit_usd_left: amount(limit.micros - limit.usedMicros),
        limit_reached_on: limit.reachedOn,
      }),
    },
  ]
}

function moneyOf(row: {
  costMicros: number
  perVideoMicros?: number | null
  wasteMicros?: number
}): Row {
  const { costMicros, perVideoMicros = null, wasteMicros } = row
  return {
    cost_usd: amount(costMicros),
    per_video_usd: orEmpty(perVideoMicros),
    ...(wasteMicros !== undefined && { waste_usd: amount(wasteMicros) }),
  }
}

function quantilesOf({ p50, p95 }: ReportResult['durations']): Row {
  return { half_within_s: p50, most_within_s: p95 }
}

function amount(micros: number): CsvExact {
  return { exact: usdPlain(micros) }
}

function orEmpty(micros: number | null): CsvCell {
  return micros === null ? '' : amount(micros)
}
