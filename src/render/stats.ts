import type { StatsResult } from '../results.ts'
import { reportTexts as t } from '../text/en/reports.ts'
import { count, usd } from '../text/money.ts'
import { countsText } from './counts.ts'
import { limitLine } from './limit.ts'
import { blocks, say, type Style } from './style.ts'
import { table } from './table.ts'
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

function facts(result: StatsResult, style: Style): string[] {
  const { jobs, costMicros, estimateMicros, perVideoMicros, durations } = result
  const rows: [string, string][] = [
    [t.facts.jobs, [count(jobs.total), countsText(jobs)].filter(Boolean).join('  ')],
    [t.facts.cost, t.costOfEstimate({ costMicros, estimateMicros })],
    [t.facts.perVideo, perVideoMicros === null ? t.none : usd(perVideoMicros)],
    [t.facts.took, durationsText(durations)],
  ]
  return rows.map(([label, text]) => say(style, `${label.padEnd(LABEL)}${text}`))
}

const LABEL = 12

function durationsText({ p50, p95 }: StatsResult['durations']): string {
  if (p50 === null || p95 === null) return t.none
  return t.quantiles({ p50: duration(p50), p95: duration(p95) })
}

function providerLines({ byProvider }: StatsResult, style: Style): string[] {
  if (byProvider.length === 0) return []
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

function groupLines({ by, groups = [] }: StatsResult, style: Style): string[] {
  if (!by || groups.length === 0) return []
  return table(
    style,
    [
      { head: t.heads[by] },
      { head: t.heads.jobs, align: 'right' },
      { head: t.heads.cost, align: 'right' },
    ],
    groups.map((row) => [row.key, count(row.jobs), usd(row.costMicros)]),
  )
}
