import type { PeakJob, ReportResult } from '../results.ts'
import { costReport as c, usdOrDash } from '../text/cost-report.ts'
import { reportTexts as t } from '../text/reports.ts'
import { count, usd } from '../text/money.ts'
import { shortId } from './cut.ts'
import { totalRows } from './report-totals.ts'
import type { Column } from './table.ts'
import { duration } from './time.ts'

/** A part of the report: what table, Markdown and HTML draw alike, so that their numbers agree. */
export interface Section {
  name: keyof typeof c.sections
  title: string
  columns: Column[]
  rows: string[][]
  /** Sentences below the rows. */
  notes: string[]
  /** What a bar beside each row is long for; the longest is the largest. */
  bars: number[] | null
}

/** A person reads no more rows than these of what has no natural end. */
const MOST = 30

const right = 'right' as const
const cost = (): Column => ({ head: t.heads.cost, align: right })
const perVideo = (): Column => ({ head: t.heads.perVideo, align: right, drop: 1 })
const completed = (): Column => ({ head: t.heads.completed, align: right })
const failed = (): Column => ({ head: t.heads.failed, align: right })
const calls = (): Column => ({ head: t.heads.calls, align: right })
const half = (): Column => ({ head: c.heads.half, align: right, drop: 2 })
const nineteen = (): Column => ({ head: c.heads.nineteen, align: right, drop: 2 })

/** The tables of a report; those without rows are left out. */
export function reportSections(result: ReportResult): Section[] {
  return [
    totals(result),
    days(result),
    providers(result),
    steps(result),
    categories(result),
    batches(result),
    failures(result),
    peaks('dearest', result.dearest),
    peaks('slowest', result.slowest),
  ].filter(({ rows }) => rows.length > 0)
}

function totals(result: ReportResult): Section {
  const { forecast, trend } = result
  return {
    ...named('totals'),
    columns: [
      { head: t.heads.figure },
      { head: t.heads.value, align: right },
      { head: c.heads.before, align: right, drop: 1 },
      { head: c.heads.change, align: right, drop: 1 },
    ],
    rows: totalRows(result).map(({ label, now, before, change }) => [label, now, before, change]),
    notes: [c.before(trend.before), ...(forecast ? [c.forecast(forecast)] : [])],
  }
}

function batches({ rows }: ReportResult): Section {
  return {
    ...named('batches'),
    columns: [
      { head: t.heads.batch },
      { head: t.heads.file, min: 10 },
      { head: t.heads.jobs, align: right },
      completed(),
      failed(),
      cost(),
      perVideo(),
    ],
    ...first(rows, (row) => [
      shortId(row.batchId),
      row.source,
      count(row.jobs),
      count(row.completed),
      count(row.failed),
      usd(row.costMicros),
      usdOrDash(row.perVideoMicros),
    ]),
  }
}

function providers({ byProvider }: ReportResult): Section {
  return {
    ...named('providers'),
    columns: [{ head: t.heads.provider }, { head: t.heads.service }, calls(), cost()],
    rows: byProvider.map((row) => [
      row.provider,
      row.service,
      count(row.calls),
      usd(row.costMicros),
    ]),
    bars: byProvider.map((row) => row.costMicros),
  }
}

function steps({ byStep }: ReportResult): Section {
  return {
    ...named('steps'),
    columns: [{ head: t.heads.step }, calls(), cost(), half(), nineteen()],
    rows: byStep.map((row) => [
      row.step,
      count(row.calls),
      usd(row.costMicros),
      took(row.p50),
      took(row.p95),
    ]),
    bars: byStep.map((row) => row.costMicros),
  }
}

function categories({ byCategory }: ReportResult): Section {
  return {
    ...named('categories'),
    columns: [{ head: c.heads.category, min: 10 }, completed(), failed(), cost(), perVideo()],
    ...first(byCategory, (row) => [
      row.category,
      count(row.completed),
      count(row.failed),
      usd(row.costMicros),
      usdOrDash(row.perVideoMicros),
    ]),
    bars: byCategory.slice(0, MOST).map((row) => row.costMicros),
  }
}

function days({ byDay }: ReportResult): Section {
  return {
    ...named('days'),
    columns: [
      { head: t.heads.day },
      completed(),
      failed(),
      cost(),
      perVideo(),
      { head: c.heads.waste, align: right, drop: 2 },
      { head: c.heads.left, align: right, drop: 3 },
      { head: c.heads.jobsLeft, align: right, drop: 3 },
    ],
    rows: byDay.map(({ limit, ...row }) => [
      row.day,
      count(row.completed),
      count(row.failed),
      usd(row.costMicros),
      usdOrDash(row.perVideoMicros),
      usd(row.wasteMicros),
      limit ? usd(limit.micros.limit - limit.micros.used) : c.none,
      limit ? count(limit.jobs.limit - limit.jobs.used) : c.none,
    ]),
    bars: byDay.map((row) => row.costMicros),
  }
}

function failures({ failures: rows }: ReportResult): Section {
  return {
    ...named('failures'),
    columns: [
      { head: t.heads.error },
      { head: t.heads.jobs, align: right },
      { head: t.heads.note, min: 20, drop: 1 },
    ],
    rows: rows.map((row) => [row.code, count(row.jobs), row.message]),
    bars: rows.map((row) => row.jobs),
  }
}

function peaks(name: 'dearest' | 'slowest', jobs: PeakJob[]): Section {
  return {
    ...named(name),
    columns: [
      { head: t.heads.job },
      { head: t.heads.product, min: 10 },
      { head: t.heads.status },
      { ...cost(), ...(name === 'slowest' && { drop: 1 }) },
      { head: c.heads.took, align: right, ...(name === 'dearest' && { drop: 1 }) },
    ],
    rows: jobs.map((job) => [
      shortId(job.jobId),
      job.productName ? `${job.productId} ${job.productName}` : job.productId,
      job.errorCode ?? job.status,
      usd(job.costMicros),
      took(job.seconds),
    ]),
  }
}

function named(name: Section['name']): Pick<Section, 'name' | 'title' | 'notes' | 'bars'> {
  return { name, title: c.sections[name], notes: [], bars: null }
}

function first<T>(all: T[], row: (one: T) => string[]): Pick<Section, 'rows' | 'notes'> {
  const notes = all.length > MOST ? [c.more(all.length - MOST)] : []
  return { rows: all.slice(0, MOST).map(row), notes }
}

function took(seconds: number | null): string {
  return seconds === null ? c.none : duration(seconds)
}
