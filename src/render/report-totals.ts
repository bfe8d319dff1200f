import type { PeriodSums, ReportResult } from '../results.ts'
import { costReport as c, usdOrDash } from '../text/cost-report.ts'
import { count, usd } from '../text/money.ts'
import { duration } from './time.ts'

/** A figure of the whole period beside what it was before; '' where there is nothing to compare. */
export interface TotalRow {
  label: string
  now: string
  before: string
  change: string
}

type Compared = Exclude<keyof PeriodSums, 'from' | 'to'>

/** The figures of the period. */
export function totalRows(result: ReportResult): TotalRow[] {
  const { totals, trend, durations, throughput } = result
  const compared = (label: string, key: Compared, text: (value: number) => string): TotalRow => {
    const before = trend.before[key]
    const change = changeOf(trend.now[key], before)
    return {
      label,
      now: textOf(totals[key], text),
      before: textOf(before, text),
      change: change === null ? '' : c.change(change),
    }
  }
  return [
    alone(c.figures.jobs, count(totals.jobs)),
    compared(c.figures.completed, 'completed', count),
    compared(c.figures.failed, 'failed', count),
    compared(c.figures.cancelled, 'cancelled', count),
    alone(c.figures.open, count(totals.open)),
    compared(c.figures.cost, 'costMicros', usd),
    compared(c.figures.perVideo, 'perVideoMicros', usd),
    compared(c.figures.waste, 'wasteMicros', usd),
    alone(c.figures.half, took(durations.p50)),
    alone(c.figures.nineteen, took(durations.p95)),
    alone(c.figures.perHour, String(Math.round(throughput.perHour * 10) / 10)),
  ]
}

function alone(label: string, now: string): TotalRow {
  return { label, now, before: '', change: '' }
}

function took(seconds: number | null): string {
  return seconds === null ? c.none : duration(seconds)
}

/** By which share something grew or shrank; null where there was nothing. */
export function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : now / before - 1
}

function textOf(value: number | null, text: (value: number) => string): string {
  return value === null ? usdOrDash(null) : text(value)
}
