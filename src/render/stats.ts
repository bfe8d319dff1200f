import type { StatsResult, StatsRow } from '../results.ts'
import { costReport as c, usdOrDash } from '../text/cost-report.ts'
import { reportTexts as t } from '../text/reports.ts'
import { count, usd } from '../text/money.ts'
import { bars, sparkline, squeezed } from './bars.ts'
import { padded } from './cut.ts'
import { countsText } from './counts.ts'
import { daysBetween } from './days.ts'
import { limitLine } from './limit.ts'
import { blocks, say, type Style } from './style.ts'
import { type Cell, type Column, table } from './table.ts'
import { duration } from './time.ts'

/** Counts and money of the days asked for. */
export function renderStats(result: StatsResult, style: Style): string {
  return blocks(
    [say(style, t.statsTitle(result), 'bold'), ...facts(result, style)],
    providerLines(result, style),
    groupLines(result, style),
    [limitLine(result.limit, style)],
  )
}

const LABEL = 12

function facts(result: StatsResult, style: Style): string[] {
  const { jobs, costMicros, estimateMicros, perVideoMicros, durations, throughput } = result
  const rows: [string, string][] = [
    [t.facts.jobs, [count(jobs.total), countsText(jobs)].filter(Boolean).join('  ')],
    [t.facts.cost, t.costOfEstimate({ costMicros, estimateMicros })],
    [t.facts.perVideo, usdOrDash(perVideoMicros)],
    [t.facts.took, durationsText(durations)],
    [c.facts.pace, c.perHour(throughput.perHour)],
    ...queueTexts(result).map((text): [string, string] => [c.facts.toDo, text]),
    ...(style.charts ? dayLines(result, style) : []),
  ]
  return rows.map(([label, text]) => say(style, `${padded(label, LABEL)}${text}`))
}

function durationsText({ p50, p95 }: StatsResult['durations']): string {
  if (p50 === null || p95 === null) return t.none
  return t.quantiles({ p50: duration(p50), p95: duration(p95) })
}

function queueTexts({ queue }: StatsResult): string[] {
  if (!queue) return []
  const { secondsLeft } = queue
  return c.queue({ ...queue, timeLeft: secondsLeft === null ? null : duration(secondsLeft) })
}

/** Videos and cost of each day as a line of small columns, where there are several. */
function dayLines({ byDay, from, to }: StatsResult, style: Style): [string, string][] {
  if (byDay.length < 2) return []
  const known = new Map(byDay.map((row) => [row.day, row]))
  const days = daysBetween(from, to)
  const drawn = (key: 'completed' | 'costMicros') =>
    sparkline(
      squeezed(
        days.map((day) => known.get(day)?.[key] ?? 0),
        style.width - LABEL,
      ),
    )
  return [
    [c.facts.videos, drawn('completed')],
    [t.facts.cost, drawn('costMicros')],
  ]
}

function providerLines({ byProvider, by }: StatsResult, style: Style): string[] {
  // The groups say the same, and more.
  if (byProvider.length === 0 || by === 'provider') return []
  return table(
    style,
    [
      { head: t.heads.provider },
      { head: t.heads.service },
      { head: t.heads.calls, align: 'right' },
      { head: t.heads.cost, align: 'right' },
    ],
    byProvider.map((row) => [row.provider, row.service, count(row.calls), usd(row.costMicros)]),
  )
}

/** A column that is left out where no group has anything in it. */
interface Optional extends Column {
  key: 'calls' | 'completed' | 'failed' | 'perVideoMicros' | 'p50' | 'p95'
  text: (value: number) => string
}

const optional = (): Optional[] => [
  { key: 'calls', head: t.heads.calls, text: count, drop: 3 },
  { key: 'completed', head: t.heads.completed, text: count, drop: 2 },
  { key: 'failed', head: t.heads.failed, text: count, drop: 2 },
  { key: 'perVideoMicros', head: t.heads.perVideo, text: usd, drop: 1 },
  { key: 'p50', head: c.heads.half, text: duration, drop: 4 },
  { key: 'p95', head: c.heads.nineteen, text: duration, drop: 4 },
]

function groupLines({ by, groups = [] }: StatsResult, style: Style): string[] {
  if (!by || groups.length === 0) return []
  const shown = optional().filter(({ key }) => groups.some((row) => row[key] !== null))
  const drawn = style.charts && groups.length > 1 ? bars(groups.map((row) => row.costMicros)) : null
  return table(
    style,
    [
      { head: by === 'category' ? c.heads.category : t.heads[by], min: 10 },
      { head: t.heads.jobs, align: 'right' },
      { head: t.heads.cost, align: 'right' },
      ...shown.map(({ head, drop }): Column => ({ head, align: 'right', drop: drop ?? 1 })),
      ...(drawn ? [{ head: '', drop: 9 }] : []),
    ],
    groups.map((row, index) => [
      row.key,
      count(row.jobs),
      usd(row.costMicros),
      ...shown.map((column) => optionalCell(row, column)),
      ...(drawn ? [{ text: drawn[index] ?? '', tone: 'cyan' as const }] : []),
    ]),
  )
}

function optionalCell(row: StatsRow, { key, text }: Optional): Cell {
  const value = row[key]
  return value === null ? c.none : text(value)
}
