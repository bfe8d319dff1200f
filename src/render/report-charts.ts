/** The charts of the page: what is drawn, and how it is called. */
import type { DayRow, ReportResult } from '../results.ts'
import { costReport as c } from '../text/cost-report.ts'
import { count, usd, usdTick } from '../text/money.ts'
import type { Size, Slot } from './charts/frame.ts'
import { lineChart } from './charts/line.ts'
import { type Series, stackedBars } from './charts/stacked-bars.ts'
import { type Bucket, buckets, type Grain } from './report-slots.ts'

/** A chart for a page: drawn for each width that the page may have. */
export interface Figure {
  title: string
  /** Name and class of each colour in it. */
  legend: { name: string; color: string }[]
  notes: string[]
  /** Across the page, or half of it. */
  wide: boolean
  svg: (size: 'large' | 'small') => string
}

/** More providers than these share one colour. */
const MOST_SERIES = 5
/** A limit so many times as high as the highest bar would flatten the bars. */
const FAR_ABOVE = 4

const sizes: Record<'across' | 'half', Record<'large' | 'small', Size>> = {
  across: { large: { width: 900, height: 300 }, small: { width: 380, height: 250 } },
  half: { large: { width: 480, height: 250 }, small: { width: 380, height: 230 } },
}

/** The four charts of a report; none where the period had nothing. */
export function reportFigures(result: ReportResult): Figure[] {
  const { grain, buckets: all } = buckets(result)
  if (all.every(({ rows }) => rows.length === 0)) return []
  const view: View = { result, grain, all }
  return [costFigure(view), videosFigure(view), perVideoFigure(view), wasteFigure(view)]
}

interface View {
  result: ReportResult
  grain: Grain
  all: Bucket[]
}

function costFigure({ result, grain, all }: View): Figure {
  const series = providerSeries(all)
  const limit = grain === 'day' ? limitLine(all) : null
  const highest = Math.max(...all.map((bucket) => sum(bucket, 'costMicros')))
  const top = Math.max(...(limit ?? []).map((value) => value ?? 0))
  const isFar = limit !== null && top > highest * FAR_ABOVE
  const line = isFar ? null : limit
  const expected = grain === 'day' && all.some(({ future }) => future) ? expectedOf(result) : null
  const slots = slotsOf(all, (bucket) => [
    `${c.page.total} ${usd(sum(bucket, 'costMicros'))}`,
    ...series.flatMap(({ name, values }) => {
      const value = values[all.indexOf(bucket)]!
      return value > 0 ? [`${name} ${usd(value)}`] : []
    }),
  ])
  const text = { title: c.page.charts.cost(grain), about: c.page.charts.costAbout, unit: usdTick }
  return {
    title: text.title,
    legend: [
      ...series,
      ...(line?.some((value) => value !== null)
        ? [{ name: c.page.series.limit, color: 'limit' }]
        : []),
      ...(expected ? [{ name: c.page.series.expected, color: 'ghost' }] : []),
    ],
    notes: [
      ...(isFar && top > 0 ? [c.page.limitAbove(top)] : []),
      ...grainNotes(grain),
      ...(all.some(({ pale }) => pale) ? [c.page.earlier] : []),
    ],
    wide: true,
    svg: (size) =>
      stackedBars(
        { ...text, id: `cost-${size}`, slots, series, line, expected },
        sizes.across[size],
      ),
  }
}

function videosFigure({ grain, all }: View): Figure {
  const { completed, failed, cancelled } = c.page.series
  const series: Series[] = [
    { name: completed, color: 'good', values: all.map((bucket) => sum(bucket, 'completed')) },
    { name: failed, color: 'bad', values: all.map((bucket) => sum(bucket, 'failed')) },
    { name: cancelled, color: 'rest', values: all.map((bucket) => sum(bucket, 'cancelled')) },
  ]
  const slots = slotsOf(all, (bucket) =>
    series.map(({ name, values }) => `${name} ${count(values[all.indexOf(bucket)]!)}`),
  )
  const text = {
    title: c.page.charts.videos(grain),
    about: c.page.charts.videosAbout,
    unit: countTick,
  }
  return {
    title: text.title,
    legend: series.filter(({ values }) => values.some((value) => value > 0)),
    notes: grainNotes(grain),
    wide: false,
    svg: (size) =>
      stackedBars(
        { ...text, id: `videos-${size}`, slots, series, line: null, expected: null },
        sizes.half[size],
      ),
  }
}

function perVideoFigure({ result, grain, all }: View): Figure {
  const values = all.map((bucket) => {
    const videos = sum(bucket, 'completed')
    return videos > 0 ? Math.round(sum(bucket, 'costMicros') / videos) : null
  })
  const slots = slotsOf(all, (bucket) => {
    const value = values[all.indexOf(bucket)] ?? null
    return [value === null ? c.none : usd(value)]
  })
  const { title, about } = {
    title: c.page.charts.perVideo(grain),
    about: c.page.charts.perVideoAbout,
  }
  const mean = result.totals.perVideoMicros
  return {
    title,
    legend: [
      { name: c.page.series.perVideo, color: 's1' },
      ...(mean === null ? [] : [{ name: `${c.page.series.mean} ${usd(mean)}`, color: 'mean' }]),
    ],
    notes: grainNotes(grain),
    wide: false,
    svg: (size) =>
      lineChart(
        { id: `each-${size}`, title, about, unit: usdTick, slots, color: 's1', values, mean },
        sizes.half[size],
      ),
  }
}

function wasteFigure({ result, grain, all }: View): Figure {
  // Beside it are the reasons why jobs failed, if any did.
  const wide = result.failures.length === 0
  const values = all.map((bucket) => sum(bucket, 'wasteMicros'))
  const series: Series[] = [{ name: c.page.series.waste, color: 'waste', values }]
  const slots = slotsOf(all, (bucket) => [usd(sum(bucket, 'wasteMicros'))])
  const text = { title: c.page.charts.waste(grain), about: c.page.charts.wasteAbout, unit: usdTick }
  return {
    title: text.title,
    legend: series,
    notes: grainNotes(grain),
    wide,
    svg: (size) =>
      stackedBars(
        { ...text, id: `waste-${size}`, slots, series, line: null, expected: null },
        (wide ? sizes.across : sizes.half)[size],
      ),
  }
}

/** By provider; by service where one provider bills for all. */
function providerSeries(all: Bucket[]): Series[] {
  const parts = all.map(({ rows }) => rows.flatMap((row) => row.byProvider))
  const providers = new Set(parts.flat().map(({ provider }) => provider))
  const by = providers.size > 1 ? ('provider' as const) : ('service' as const)
  const totals = new Map<string, number>()
  for (const part of parts.flat())
    totals.set(part[by], (totals.get(part[by]) ?? 0) + part.costMicros)
  const names = [...totals].toSorted((a, b) => b[1] - a[1]).map(([name]) => name)
  const costs = (wanted: string[]) =>
    parts.map((own) =>
      own.reduce((total, part) => total + (wanted.includes(part[by]) ? part.costMicros : 0), 0),
    )
  const rest = names.slice(MOST_SERIES)
  return [
    ...names
      .slice(0, MOST_SERIES)
      .map((name, place) => ({ name, color: `s${place + 1}`, values: costs([name]) })),
    ...(rest.length > 0 ? [{ name: c.page.series.other, color: 'rest', values: costs(rest) }] : []),
  ]
}

/** A day on which nobody reserved anything had the limit of the day before. */
function limitLine(all: Bucket[]): (number | null)[] {
  let known: number | null = null
  return all.map(({ rows }) => (known = rows[0]?.limit?.micros.limit ?? known))
}

function expectedOf({ forecast }: ReportResult): number | null {
  return forecast && forecast.perDayMicros > 0 ? forecast.perDayMicros : null
}

function slotsOf(all: Bucket[], tip: (bucket: Bucket) => string[]): Slot[] {
  return all.map((bucket) => {
    const { label, pale, future } = bucket
    return { label, pale, future, tip: `${label}: ${tip(bucket).join(', ')}` }
  })
}

function grainNotes(grain: Grain): string[] {
  return grain === 'day' ? [] : [grain === 'week' ? c.page.byWeek : c.page.byMonth]
}

function countTick(value: number): string {
  return Number.isInteger(value) ? count(value) : ''
}

type Sum = 'completed' | 'failed' | 'cancelled' | 'costMicros' | 'wasteMicros'

function sum({ rows }: Bucket, key: Sum): number {
  return rows.reduce((total: number, row: DayRow) => total + row[key], 0)
}
