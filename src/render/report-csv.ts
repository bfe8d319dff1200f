import type { ReportResult } from '../results.ts'
import { usdPlain } from '../text/money.ts'
import { type CsvCell, csvLines } from './csv.ts'
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
] as const

type Row = Partial<Record<(typeof columns)[number], CsvCell>>

/** Every part of the report in one table; the first column says which part a row is of. */
export function reportCsv(result: ReportResult): string {
  const rows = [...totals(result), ...parts(result)]
  return csvLines([[...columns], ...rows.map((row) => columns.map((column) => row[column]))])
}

function totals({ period, totals: sum }: ReportResult): Row[] {
  const { jobs, completed, failed, cancelled, open } = sum
  const counts = { jobs, completed, failed, cancelled, open }
  const money = {
    cost_usd: usdPlain(sum.costMicros),
    per_video_usd: orEmpty(sum.perVideoMicros),
    waste_usd: usdPlain(sum.wasteMicros),
  }
  return [{ section: 'total', key: `${period.from}/${period.to}`, ...counts, ...money }]
}

function parts(result: ReportResult): Row[] {
  return [
    ...result.rows.map(({ batchId, source, costMicros, perVideoMicros, ...counts }) => ({
      section: 'batch',
      key: batchId,
      name: printable(source),
      ...counts,
      cost_usd: usdPlain(costMicros),
      per_video_usd: orEmpty(perVideoMicros),
    })),
    ...result.byProvider.map(({ provider, service, calls, costMicros }) => ({
      section: 'provider',
      key: provider,
      name: service,
      calls,
      cost_usd: usdPlain(costMicros),
    })),
    ...result.byDay.map(({ day, completed, failed, costMicros }) => ({
      section: 'day',
      key: day,
      completed,
      failed,
      cost_usd: usdPlain(costMicros),
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

function orEmpty(micros: number | null): string {
  return micros === null ? '' : usdPlain(micros)
}
