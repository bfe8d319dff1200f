import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { renderReport, type ReportFormat } from '../../src/render/report.ts'
import { renderStats } from '../../src/render/stats.ts'
import { plain, report, stats } from './results.ts'

describe('every format shows the same numbers', () => {
  const money = ['1.1900', '0.0400', '1.1500', '1.1200', '1.1800']
  test.each<ReportFormat>(['table', 'md', 'csv', 'html'])('%s', (format) => {
    const text = renderReport(report(), format, plain())
    for (const amount of money) expect(text).toContain(amount)
  })

  test('json', () => {
    expect(JSON.parse(renderReport(report(), 'json', plain()))).toEqual({
      schemaVersion: 1,
      ...report(),
    })
  })

  test('csv adds up, exact to the micro-dollar', () => {
    const rows: Record<string, string>[] = parse(renderReport(report(), 'csv', plain()), {
      columns: true,
    })
    const amounts = rows.map((row) => `${row.section} ${row.cost_usd} ${row.per_video_usd}`)
    expect(amounts).toEqual([
      'total 1.1900 0.396667',
      'batch 1.1500 0.383333',
      'provider 1.1200 ',
      'day 1.1800 ',
      'failure  ',
    ])
    expect(rows[0]).toMatchObject({
      jobs: '8',
      completed: '3',
      failed: '2',
      cancelled: '1',
      open: '2',
    })
  })
})

test('a report for a terminal', () => {
  expect(renderReport(report(), 'table', plain(60))).toBe(`Cost report, 2026-11-23 (Asia/Seoul)
1 job needs a decision.

Totals
                        VALUE
JOBS                        8
COMPLETED                   3
FAILED                      2
CANCELLED                   1
OPEN                        2
COST                  $1.1900
PER VIDEO             $0.3967
PAID WITHOUT A VIDEO  $0.0400

Batches
BATCH     FILE        JOBS  COMPLETED  FAILED     COST
qrstbat1  autumn.csv     6          3       1  $1.1500

Providers
PROVIDER  SERVICE  CALLS     COST
fal       pika         7  $1.1200

Days
DAY         COMPLETED  FAILED     COST
2026-11-23          3       2  $1.1800

Failures
ERROR         JOBS  NOTE
OFFLINE_BUSY     2  The offline pika is busy.

Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left.
`)
})

describe('nothing in a name is taken for more than a name', () => {
  test.each(['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)'])('csv: %s is no formula', (source) => {
    const rows: string[][] = parse(renderReport(evil(source), 'csv', plain()))
    expect(rows[2]![2]).toBe(`'${source}`)
  })

  test.each(['\t=1', '\r=1'])('csv: %j is no formula either', (source) => {
    const rows: string[][] = parse(renderReport(evil(source), 'csv', plain()))
    expect(rows[2]![2]).toMatch(/^\\x0/)
  })

  test('md: pipes, tags and links stand for themselves', () => {
    const text = renderReport(evil('a|b\n<img>[x](y)`'), 'md', plain())
    expect(text).toContain(String.raw`| qrstbat1 | a\|b\\x0a\<img\>\[x\](y)\` | 6 |`)
  })

  test('html: tags and quotes stand for themselves', () => {
    const text = renderReport(evil(`<script>alert("1")</script>'&`), 'html', plain())
    expect(text).not.toContain('<script')
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;')
  })

  test('json: control characters are written as codes', () => {
    const text = renderReport(evil('a\u001b\u0085\u202e'), 'json', plain())
    expect(text).toContain(String.raw`a\u001b\u0085\u202e`)
    expect(JSON.parse(text).warnings).toEqual(['a\u001b\u0085\u202e'])
  })
})

test('the page asks nobody for anything', () => {
  const page = renderReport(report(), 'html', plain())
  expect(page).not.toMatch(/src=|href=|url\(|@import|<script|<img/)
  expect(page).toContain(`default-src 'none'`)
  expect(page).toContain('color-scheme:light dark')
})

test('stats', () => {
  expect(renderStats(stats, plain(80))).toBe(`2026-11-23 (Asia/Seoul)
Jobs        5  3 COMPLETED · 2 FAILED
Cost        $0.1900 (estimate $2.4000)
Per video   $0.0633
Took        half of the videos within 20 s, 95% within 2 min 05 s

PROVIDER  SERVICE  CALLS     COST
fal       pika         1  $0.1500

STATUS     JOBS     COST
COMPLETED     3  $0.1500
FAILED        2  $0.0400

Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left.
`)
})

test('stats without a video', () => {
  const none = { ...stats, perVideoMicros: null, durations: { p50: null, p95: null }, groups: [] }
  expect(renderStats(none, plain())).toContain('Per video   -\nTook        -\n')
})

function evil(source: string) {
  const rows = report().rows.map((row) => ({ ...row, source }))
  return report({ rows, warnings: [source] })
}
