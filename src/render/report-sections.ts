import type { ReportResult } from '../results.ts'
import { reportTexts as t } from '../text/en/reports.ts'
import { count, usd } from '../text/money.ts'
import { shortId } from './cut.ts'
import type { Column } from './table.ts'

/** A part of the report: what table, Markdown and HTML draw alike, so that their numbers agree. */
export interface Section {
  title: string
  columns: Column[]
  rows: string[][]
}

const right = 'right' as const
const cost: Column = { head: t.heads.cost, align: right }
const perVideo: Column = { head: t.heads.perVideo, align: right, drop: 1 }

/** The tables of a report; those without rows are left out. */
export function reportSections(result: ReportResult): Section[] {
  return [
    totals(result),
    batches(result),
    providers(result),
    days(result),
    failures(result),
  ].filter(({ rows }) => rows.length > 0)
}

function totals({ totals: sum }: ReportResult): Section {
  return {
    title: t.sections.totals,
    columns: [{ head: t.heads.figure }, { head: t.heads.value, align: right }],
    rows: [
      [t.heads.jobs, count(sum.jobs)],
      [t.heads.completed, count(sum.completed)],
      [t.heads.failed, count(sum.failed)],
      [t.heads.cancelled, count(sum.cancelled)],
      [t.heads.open, count(sum.open)],
      [t.heads.cost, usd(sum.costMicros)],
      [t.heads.perVideo, orDash(sum.perVideoMicros)],
      [t.heads.waste, usd(sum.wasteMicros)],
    ],
  }
}

function batches({ rows }: ReportResult): Section {
  return {
    title: t.sections.batches,
    columns: [
      { head: t.heads.batch },
      { head: t.heads.file, min: 10 },
      { head: t.heads.jobs, align: right },
      { head: t.heads.completed, align: right },
      { head: t.heads.failed, align: right },
      cost,
      perVideo,
    ],
    rows: rows.map((row) => [
      shortId(row.batchId),
      row.source,
      count(row.jobs),
      count(row.completed),
      count(row.failed),
      usd(row.costMicros),
      orDash(row.perVideoMicros),
    ]),
  }
}

function providers({ byProvider }: ReportResult): Section {
  return {
    title: t.sections.providers,
    columns: [
      { head: t.heads.provider },
      { head: t.heads.service },
      { head: t.heads.calls, align: right },
      cost,
    ],
    rows: byProvider.map((row) => [
      row.provider,
      row.service,
      count(row.calls),
      usd(row.costMicros),
    ]),
  }
}

function days({ byDay }: ReportResult): Section {
  return {
    title: t.sections.days,
    columns: [
      { head: t.heads.day },
      { head: t.heads.completed, align: right },
      { head: t.heads.failed, align: right },
      cost,
    ],
    rows: byDay.map((row) => [
      row.day,
      count(row.completed),
      count(row.failed),
      usd(row.costMicros),
    ]),
  }
}

function failures({ failures }: ReportResult): Section {
  return {
    title: t.sections.failures,
    columns: [
      { head: t.heads.error },
      { head: t.heads.jobs, align: right },
      { head: t.heads.note, min: 20, drop: 1 },
    ],
    rows: failures.map((row) => [row.code, count(row.jobs), row.message]),
  }
}

function orDash(micros: number | null): string {
  return micros === null ? t.none : usd(micros)
}
