import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { renderReport, type ReportFormat } from '../../src/render/report.ts'
import { renderStats } from '../../src/render/stats.ts'
import { dayRow, plain, report, stats, statsRow } from './results.ts'

function csvRows(text: string): Record<string, string>[] {
  return parse(text, { columns: true })
}

describe('every format shows the same numbers', () => {
  const money = ['1.1900', '0.0400', '1.1500', '1.1200', '1.1800', '1.1100', '1.1000', '0.4672']
  test.each<ReportFormat>(['table', 'md', 'csv', 'html'])('%s', (format) => {
    const text = renderReport(report(), format, plain(120))
    for (const amount of money) expect(text).toContain(amount)
  })

  test('json', () => {
    expect(JSON.parse(renderReport(report(), 'json'))).toEqual({ schemaVersion: 1, ...report() })
  })

  test('csv adds up, exact to the micro-dollar', () => {
    const rows = csvRows(renderReport(report(), 'csv'))
    const amounts = rows.map((row) => `${row.section} ${row.cost_usd} ${row.per_video_usd}`)
    expect(amounts).toEqual([
      'total 1.1900 0.396667',
      'batch 1.1500 0.383333',
      'provider 1.1200 ',
      'day 1.1800 0.393333',
      'failure  ',
      'before 0.9520 0.2380',
      'step 1.1100 ',
      'category 1.1000 0.366667',
      'dearest 0.4672 ',
      'slowest 0.4672 ',
      'forecast 27.0000 ',
    ])
    expect(rows[0]).toMatchObject({
      jobs: '8',
      completed: '3',
      failed: '2',
      cancelled: '1',
      open: '2',
      half_within_s: '20',
      most_within_s: '125.4',
    })
    expect(rows[3]).toMatchObject({ limit_jobs_left: '95', limit_usd_left: '48.6650' })
    expect(rows[9]).toMatchObject({ name: 'SKU-1', seconds: '900' })
  })

  test('what was given back stays a number in a spreadsheet', () => {
    const byProvider = [{ provider: 'fal', service: 'pika', calls: 0, costMicros: -1_500_000 }]
    const rows = csvRows(renderReport(report({ byProvider }), 'csv'))
    expect(rows.find((row) => row.section === 'provider')!.cost_usd).toBe('-1.5000')
  })
})

test('a report for a terminal', () => {
  expect(renderReport(report(), 'table', plain(60))).toBe(`Cost report, 2026-11-23 (Asia/Seoul)
1 job needs a decision.

Totals
                                VALUE   BEFORE  CHANGE
Jobs                                8
Videos                              3        4    -25%
Failed                              2        0
Cancelled                           1        0
Still open                          2
Cost                          $1.1900  $0.9520    +25%
Cost a video                  $0.3967  $0.2380    +67%
Paid without a video          $0.0400  $0.0000
Half of the videos within        20 s
95% within                 2 min 05 s
Videos an hour                    1.3
Compared with 2026-11-22.
2026-11 has cost $20.00; at $1.00 a day, as on the last days, it will be about $27.00 at its end (7 days to go). The limits allow $418.67 at most.

Days
DAY         COMPLETED  FAILED     COST  PER VIDEO    WASTE
2026-11-23          3       2  $1.1800    $0.3933  $0.0400

Providers
PROVIDER  SERVICE  CALLS     COST
fal       pika         7  $1.1200

Steps
STEP   CALLS     COST  HALF WITHIN  95% WITHIN
VIDEO      7  $1.1100   1 min 01 s  2 min 10 s

Categories
CATEGORY  COMPLETED  FAILED     COST  PER VIDEO
shoes             3       1  $1.1000    $0.3667

Batches
BATCH     FILE        JOBS  COMPLETED  FAILED     COST
qrstbat1  autumn.csv     6          3       1  $1.1500

Failures
ERROR         JOBS  NOTE
OFFLINE_BUSY     2  The offline pika is busy.

Dearest jobs
JOB       PRODUCT            STATUS        COST        TOOK
qrstv123  SKU-1 빨간 여름 …  COMPLETED  $0.4672  2 min 05 s

Slowest jobs
JOB       PRODUCT            STATUS        COST         TOOK
qrstv456  SKU-1 빨간 여름 …  COMPLETED  $0.4672  15 min 00 s

Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left.
`)
})

describe('small charts', () => {
  const days = [
    dayRow({ day: '2026-11-21', costMicros: 2_000_000, completed: 8 }),
    dayRow({ day: '2026-11-23', costMicros: 1_000_000, completed: 1 }),
  ]

  test('stand beside the numbers on a terminal only', () => {
    const result = report({ byDay: days })
    expect(renderReport(result, 'table', plain(120))).not.toMatch(/[▁-█]/)
    const drawn = renderReport(result, 'table', { ...plain(120), charts: true })
    expect(drawn).toContain('95  ████████████████\n')
    expect(drawn).toContain('95  ████████\n')
  })

  test('give way to the numbers where it is narrow', () => {
    const drawn = renderReport(report({ byDay: days }), 'table', { ...plain(60), charts: true })
    expect(drawn).not.toMatch(/[▁-█]/)
  })

  test('of stats have a column a day, empty days too', () => {
    const result = { ...stats, from: '2026-11-21', to: '2026-11-23', byDay: days }
    expect(renderStats(result, plain(80))).not.toMatch(/[▁-█]/)
    const drawn = renderStats(result, { ...plain(80), charts: true })
    expect(drawn).toContain('Videos      █ ▂\nCost        █ ▅\n')
  })
})

test('rows without an end are cut for a reader, never for a program', () => {
  const [row] = report().rows
  const rows = Array.from({ length: 45 }, (_, index) => ({ ...row!, batchId: `batch-${index}` }))
  const text = renderReport(report({ rows }), 'md')
  expect(text.match(/^\| batch-/gm)).toHaveLength(30)
  expect(text).toContain('and 15 more: --format csv or json has them all.')
  const csv = csvRows(renderReport(report({ rows }), 'csv'))
  expect(csv.filter(({ section }) => section === 'batch')).toHaveLength(45)
})

describe('nothing in a name is taken for more than a name', () => {
  test.each(['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)'])('csv: %s is no formula', (source) => {
    const rows: string[][] = parse(renderReport(evil(source), 'csv'))
    expect(rows[2]![2]).toBe(`'${source}`)
  })

  test.each(['\t=1', '\r=1'])('csv: %j is no formula either', (source) => {
    const rows: string[][] = parse(renderReport(evil(source), 'csv'))
    expect(rows[2]![2]).toMatch(/^\\x0/)
  })

  test('md: pipes, tags and links stand for themselves', () => {
    const text = renderReport(evil('a|b\n<img>[x](y)`'), 'md')
    expect(text).toContain(String.raw`| qrstbat1 | a\|b\\x0a\<img\>\[x\](y)\` | 6 |`)
  })

  test('html: tags and quotes stand for themselves', () => {
    const text = renderReport(evil(`<script>alert("1")</script>'&`), 'html')
    expect(text).not.toContain('<script')
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;')
  })

  test('json: control characters are written as codes', () => {
    const text = renderReport(evil('a\u001b\u0085\u202e'), 'json')
    expect(text).toContain(String.raw`a\u001b\u0085\u202e`)
    expect(JSON.parse(text).warnings).toEqual(['a\u001b\u0085\u202e'])
  })
})

test('stats', () => {
  expect(renderStats(stats, plain(80))).toBe(`2026-11-23 (Asia/Seoul)
Jobs        5  3 COMPLETED · 2 FAILED
Cost        $0.1900 (estimate $2.4000)
Per video   $0.0633
Took        half of the videos within 20 s, 95% within 2 min 05 s
Pace        1.3 videos an hour
To do       30 waiting, 4 running: about 1 h 00 min as fast as within the last hour (34 videos an hour)
To do       250 jobs wait for a day with room: about 3 days with today's limit
To do       1 job needs a person

PROVIDER  SERVICE  CALLS     COST
fal       pika         1  $0.1500

STATUS     JOBS     COST  PER VIDEO
COMPLETED     3  $0.1500    $0.0500
FAILED        2  $0.0400          -

Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left.
`)
})

test('stats without a video', () => {
  const none = {
    ...stats,
    perVideoMicros: null,
    durations: { p50: null, p95: null },
    throughput: { perHour: 0 },
    queue: { ...stats.queue!, perHour: null, secondsLeft: null, daysLeft: null },
    groups: [],
  }
  const text = renderStats(none, plain())
  expect(text).toContain('Per video   -\nTook        -\nPace        0 videos an hour\n')
  expect(text).toContain('nobody can say how long that takes')
  expect(text).toContain('the limit of a day has no room for any')
})

test('stats tell of groups what they have', () => {
  const groups = [statsRow({ key: 'VIDEO', jobs: 3, calls: 4, costMicros: 9, p50: 61, p95: 140 })]
  const text = renderStats({ ...stats, queue: null, by: 'step', groups }, plain(100))
  expect(text).toContain('STEP   JOBS     COST  CALLS  HALF WITHIN  95% WITHIN\n')
  expect(text).toContain('VIDEO     3  $0.0000      4   1 min 01 s  2 min 20 s\n')
})

function evil(source: string) {
  const rows = report().rows.map((row) => ({ ...row, source }))
  return report({ rows, warnings: [source] })
}
