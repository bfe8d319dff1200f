import { describe, expect, test } from 'vitest'
import { niceTicks } from '../../src/render/charts/scale.ts'
import { renderReport } from '../../src/render/report.ts'
import type { DayRow, ReportResult } from '../../src/results.ts'
import { dayRow, report } from './results.ts'

const page = (changes: Partial<ReportResult> = {}) => renderReport(report(changes), 'html')

/** So many days from a day on. */
function daysFrom(
  first: string,
  count: number,
  row: (index: number) => Partial<DayRow> = () => ({}),
) {
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10)
    return dayRow({ day, ...row(index) })
  })
}

function over(byDay: DayRow[], changes: Partial<ReportResult> = {}): string {
  const [from, to] = [byDay[0]!.day, byDay.at(-1)!.day]
  const period = { name: 'range' as const, from, to, timezone: 'UTC' }
  return page({ period, byDay, earlier: [], ...changes })
}

/** The drawings of a width, in order. */
function charts(html: string, width: 'large' | 'small' = 'large'): string[] {
  return [
    ...html.matchAll(new RegExp(`<div class="${width}">(<svg[\\s\\S]*?</svg>)</div>`, 'g')),
  ].map(([, svg]) => svg!)
}

test('the page asks nobody for anything', () => {
  const html = page()
  expect(html).not.toMatch(/src=|href=|url\(|@import|<script|<img|<link|https?:/)
  expect(html).toContain(`default-src 'none'; style-src 'unsafe-inline'`)
})

test('by day, by night, on paper', () => {
  const html = page()
  expect(html).toContain('color-scheme:light dark')
  expect(html).toContain('@media (prefers-color-scheme:dark)')
  expect(html).toContain('@media print{:root{color-scheme:light;')
})

describe('whoever does not see the charts', () => {
  test('is told what each is, and has its numbers in a table', () => {
    const html = page()
    const drawn = [...charts(html), ...charts(html, 'small')]
    expect(drawn).toHaveLength(8)
    for (const svg of drawn) {
      const [, title, about] = /role="img" aria-labelledby="(\S+) (\S+)"/.exec(svg)!
      expect(svg).toMatch(new RegExp(`<title id="${title}">[^<]+</title>`))
      expect(svg).toMatch(new RegExp(`<desc id="${about}">[^<]+</desc>`))
    }
    expect(html).toContain('<h2 id="days">Days</h2>')
    expect(html).toContain('<th scope="row">2026-11-23</th>')
  })

  test('no id stands on the page twice', () => {
    const ids = [...page().matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(15)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

/** A day's cost at two providers. */
function providers(fal: number, pika: number): Partial<DayRow> {
  return {
    costMicros: fal + pika,
    byProvider: [
      { provider: 'fal', service: 'pika', calls: 1, costMicros: fal },
      { provider: 'pika', service: 'pika', calls: 1, costMicros: pika },
    ],
  }
}

/** A page of days with a limit of so many micro-dollars, and a cost of one dollar each. */
function limited(limit: number): string {
  return over(
    daysFrom('2026-11-01', 20, () => ({
      costMicros: 1_000_000,
      limit: { jobs: { used: 1, limit: 9 }, micros: { used: 1, limit } },
    })),
  )
}

describe('the chart of the cost', () => {
  test('stacks the providers, in true proportion', () => {
    const html = over(daysFrom('2026-11-01', 20, () => providers(3_000_000, 1_000_000)))
    const heights = [
      ...charts(html)[0]!.matchAll(
        /<path class="s(\d)" d="M[\d.]+ ([\d.]+)V([\d.]+)q0 (-?[\d.]+)/g,
      ),
    ].map(([, series, bottom, top, round]) => [
      series,
      Number(bottom) - Number(top) - Number(round),
    ])
    expect(heights).toHaveLength(40)
    const [fal, pika] = [heights[0]![1] as number, heights[1]![1] as number]
    expect(fal / pika).toBeCloseTo(3, 1)
    expect(charts(html)[0]).toContain('1 Nov: Total $4.0000, fal $3.0000, pika $1.0000')
  })

  test('has the limit of each day, unless that would flatten the bars', () => {
    expect(charts(limited(2_000_000))[0]).toContain('class="limit"')
    const far = limited(500_000_000)
    expect(charts(far)[0]).not.toContain('class="limit"')
    expect(far).toContain('The limit, $500.00 a day, is far above.')
  })

  test('shows what is still to come as an outline', () => {
    const html = page({
      period: { name: 'month', from: '2026-11-01', to: '2026-11-30', timezone: 'UTC' },
      byDay: daysFrom('2026-11-01', 23),
    })
    expect(charts(html)[0]!.match(/class="ghost"/g)).toHaveLength(7)
  })

  test('begins a short period some days earlier, pale', () => {
    const html = page({ earlier: daysFrom('2026-11-10', 13) })
    expect(charts(html)[0]!.match(/<g class="pale">/g)).toHaveLength(13)
    expect(html).toContain('Pale: days before the period.')
  })

  test.each([
    { days: 93, bars: 93, note: 'Cost by day' },
    { days: 94, bars: 14, note: 'Each bar is a week' },
    { days: 3_650, bars: 120, note: 'Each bar is a month' },
  ])('of $days days has $bars bars', ({ days, bars, note }) => {
    const html = over(daysFrom('2016-12-05', days))
    const drawn = charts(html)[0]!.match(/<rect class="hit"/g)!.length
    expect(Math.abs(drawn - bars)).toBeLessThanOrEqual(1)
    expect(html).toContain(note)
  })

  test('gives more than five providers one colour for the rest', () => {
    const byProvider = Array.from({ length: 8 }, (_, index) => {
      return { provider: `p${index}`, service: 'pika', calls: 1, costMicros: 1_000 * (index + 1) }
    })
    const html = over(daysFrom('2026-11-01', 20, () => ({ byProvider, costMicros: 36_000 })))
    expect(html).toContain('</svg>Others</li>')
    expect(charts(html)[0]).toContain('Others $0.0060')
  })
})

test('the numbers of every chart stand on the page as they are told', () => {
  const values = [...page().matchAll(/NaN|Infinity|undefined|null/g)]
  expect(values).toEqual([])
})

test('days without anything are a page, too', () => {
  const nothing = {
    completed: 0,
    failed: 0,
    cancelled: 0,
    costMicros: 0,
    perVideoMicros: null,
    wasteMicros: 0,
  }
  const html = page({
    byDay: [],
    earlier: [],
    totals: { ...report().totals, ...nothing },
    trend: {
      now: { ...report().trend.now, ...nothing },
      before: { ...report().trend.before, ...nothing },
    },
    failures: [],
  })
  expect(charts(html)).toEqual([])
  expect(html).toContain('No work and no cost in these days.')
  expect(html).not.toMatch(/NaN|Infinity|undefined|null/)
  const idle = page({ byDay: [dayRow({ ...nothing, byProvider: [], limit: null })], earlier: [] })
  expect(idle).not.toMatch(/NaN|Infinity|undefined|null/)
})

test('a change is good or bad news by its meaning, and never by colour alone', () => {
  const html = page({ limit: { ...report().limit, day: '2026-11-24' } })
  expect(html).toContain('<span class="change down"><span aria-hidden="true">▼ </span>-25%</span>')
  expect(html).toContain('<span class="change"><span aria-hidden="true">▲ </span>+25%</span>')
  // A day that is not over is not behind the one before it.
  expect(page()).toContain('<span class="change"><span aria-hidden="true">▼ </span>-25%</span>')
})

test.each([
  [0, [0]],
  [1, [0, 0.25, 0.5, 0.75, 1]],
  [7, [0, 2, 4, 6, 8]],
  [26.8, [0, 10, 20, 30]],
  [0.3, [0, 0.1, 0.2, 0.3]],
  [1_234_567, [0, 500_000, 1_000_000, 1_500_000]],
])('an axis up to %f is marked at %j', (most, ticks) => {
  expect(niceTicks(most)).toEqual(ticks)
})

test('an axis may begin above zero', () => {
  expect(niceTicks(0.4, 0.25)).toEqual([0.25, 0.3, 0.35, 0.4])
  expect(niceTicks(5, 5)).toEqual([4, 6])
})
