/** What a reader of the page sees first. */
import type { ReportResult } from '../results.ts'
import { costReport as c } from '../text/cost-report.ts'
import { count, usdShort } from '../text/money.ts'
import { escapeHtml } from './html.ts'
import { changeOf } from './report-totals.ts'

interface Tile {
  label: string
  value: string
  /** Against what was before: null where there is nothing to say. */
  change: number | null
  /** Whether more of it is good or bad news; neither for what is only so. */
  more: 'good' | 'bad' | null
  note: string
}

/** The few figures that matter, each with its change. */
export function reportTiles(result: ReportResult): string {
  return `<dl class="tiles">${tilesOf(result).map(tileHtml).join('')}</dl>`
}

function tilesOf(result: ReportResult): Tile[] {
  const { totals, trend, forecast, limit } = result
  const { now, before } = trend
  // A day that is not over is no worse than the one before it.
  const isRunning = now.from === now.to && now.to === limit.day
  const against = isRunning ? c.page.againstWhole(before.to) : c.page.against(before)
  const share = totals.costMicros > 0 ? totals.wasteMicros / totals.costMicros : 0
  const beside = [
    totals.failed > 0 && c.page.failed(totals.failed),
    totals.open > 0 && c.page.still(totals.open),
  ].filter((part) => part !== false)
  return [
    {
      label: c.page.cost,
      value: usdShort(totals.costMicros),
      change: changeOf(now.costMicros, before.costMicros),
      more: null,
      note: before.costMicros > 0 ? against : c.page.noneBefore(before),
    },
    {
      label: c.page.videos,
      value: count(totals.completed),
      change: changeOf(now.completed, before.completed),
      more: isRunning ? null : 'good',
      note: beside.length > 0 ? beside.join(', ') : against,
    },
    {
      label: c.page.perVideo,
      value: totals.perVideoMicros === null ? c.none : usdShort(totals.perVideoMicros),
      change: changeOf(now.perVideoMicros, before.perVideoMicros),
      more: 'bad',
      note: before.perVideoMicros === null ? c.page.noneBefore(before) : against,
    },
    {
      label: c.page.waste,
      value: usdShort(totals.wasteMicros),
      change: changeOf(now.wasteMicros, before.wasteMicros),
      more: isRunning ? null : 'bad',
      note: c.page.wasteShare(share),
    },
    ...(forecast
      ? [
          {
            label: c.page.forecast(forecast.month),
            value: usdShort(forecast.expectedMicros),
            change: null,
            more: null,
            note: c.page.forecastNote(forecast),
          },
        ]
      : []),
  ]
}

function tileHtml({ label, value, change, more, note }: Tile): string {
  const changed = change === null ? '' : changeHtml(change, more)
  return `<div class="tile"><dt>${escapeHtml(label)}</dt><dd><span class="value">${escapeHtml(value)}</span> ${changed}<span class="note">${escapeHtml(note)}</span></dd></div>`
}

function changeHtml(change: number, more: Tile['more']): string {
  const text = c.change(change)
  const isSame = Math.round(change * 100) === 0
  const isGood = more !== null && change > 0 === (more === 'good')
  const tone = isSame || more === null ? '' : isGood ? ' up' : ' down'
  const arrow = isSame ? '' : change > 0 ? '▲ ' : '▼ '
  return `<span class="change${tone}"><span aria-hidden="true">${arrow}</span>${escapeHtml(text)}</span>`
}
