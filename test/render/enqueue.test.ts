import { describe, expect, test } from 'vitest'
import { renderEnqueue } from '../../src/render/enqueue.ts'
import type { CostRange, EnqueueResult, SampleRow } from '../../src/results.ts'
import { enqueued, limitsOf, nothingSkipped, plain } from './results.ts'

const problem = {
  line: 3,
  column: 'product_id',
  value: '1.23E+12',
  code: 'X',
  message: 'Excel made a number of it.',
}

test('what was queued', () => {
  expect(renderEnqueue(enqueued(), plain()))
    .toBe(`Queued 12 videos from products.csv, about $3.21 (batch 01jd8abcdefghjkmnpqrstbat1).
12 rows: 12 valid, 0 not.
Products: 12 new.
Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left.

Next: vidgen worker
`)
})

test('a dry run shows rows and what is left of the limit', () => {
  const sample = [
    { line: 2, productId: 'SKU-1', decision: 'queue' as const, estimateMicros: 267_000 },
    { line: 3, productId: 'SKU-2', decision: 'completed' as const, estimateMicros: 0 },
  ]
  expect(renderEnqueue(enqueued({ dryRun: true, batchId: null, sample }), plain()))
    .toBe(`Dry run, nothing was changed. Would queue 12 videos from products.csv, about $3.21.
12 rows: 12 valid, 0 not.
Products: 12 new.
Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left.

The first 2 rows
LINE  PRODUCT  DECISION   ESTIMATE
   2  SKU-1    queue       $0.2670
   3  SKU-2    completed

Next: the same command without --dry-run
`)
})

function row(line: number, range: CostRange): SampleRow {
  return { line, productId: `P${line}`, decision: 'queue', estimateMicros: 267_000, ...range }
}

const rows = (count: number, range: CostRange) =>
  Array.from({ length: count }, (_, at) => row(at + 2, range))

describe('what it will cost', () => {
  const low = { lowMicros: 800_000, likelyMicros: 940_000, highMicros: 1_020_000 }
  const gemini = { provider: 'gemini', ...low, basis: 'history' as const, videos: 412, free: false }
  const table = { lowMicros: 2_410_000, likelyMicros: 2_410_000, highMicros: 2_410_000 }
  const fal = { provider: 'fal', ...table, basis: 'prices' as const, videos: 0, free: false }
  const sum = { lowMicros: 3_210_000, likelyMicros: 3_350_000, highMicros: 3_430_000 }

  test('by provider, and in all where there are several', () => {
    const estimate = { ...sum, free: false, byProvider: [gemini, fal] }
    expect(renderEnqueue(enqueued({ estimate }), plain())).toContain(`
Cost in all: probably $3.35, between $3.21 and $3.43.
Cost at gemini: probably $0.9400, between $0.8000 and $1.02, as 412 videos like these cost lately.
Cost at fal: $2.41 by the price table (too few videos like these were made lately).
`)
  })

  test('one provider alone, offline', () => {
    const offline = { ...gemini, provider: 'offline', basis: 'both' as const, free: true }
    const estimate = { ...low, free: true, byProvider: [offline] }
    const text = renderEnqueue(enqueued({ estimate }), plain())
    expect(text).not.toContain('Cost in all')
    expect(text).toContain(
      'Cost at offline: probably $0.9400, between $0.8000 and $1.02, partly as 412 videos cost lately, partly by the price table. Offline: nobody is paid.',
    )
  })

  test('a dry run of few rows shows each, of many some', () => {
    const dry = { dryRun: true, batchId: null }
    const few = { ...dry, rows: 20, sample: rows(20, low) }
    const text = renderEnqueue(enqueued(few), plain())
    expect(text).toContain(`The rows
LINE  PRODUCT  DECISION  ESTIMATE  PROBABLY  BETWEEN
   2  P2       queue      $0.2670   $0.9400  $0.8000 - $1.0200
`)
    expect(text).toContain('\n  21  P21 ')
    const many = renderEnqueue(enqueued({ ...dry, rows: 21, sample: rows(21, low) }), plain())
    expect(many).toContain('The first 3 rows\n')
    expect(many).not.toContain(' P5 ')
  })

  test('a row that is left alone has no range', () => {
    const left = { line: 3, productId: 'P3', decision: 'active' as const, estimateMicros: 267_000 }
    const bought = { ...left, ...low, productId: 'P2', decision: 'queue' as const }
    const text = renderEnqueue(enqueued({ dryRun: true, rows: 2, sample: [bought, left] }), plain())
    expect(text).toMatch(/P3 +active\n/)
  })
})

test('bad rows are listed, the rest is counted', () => {
  const invalid = Array.from({ length: 30 }, (_, index) => ({ ...problem, line: index + 2 }))
  const text = renderEnqueue(
    enqueued({
      refused: 'invalid',
      rows: 52,
      valid: 12,
      invalid,
      invalidCount: 40,
      queued: 0,
      batchId: null,
    }),
    plain(),
  )
  expect(text).toContain('Nothing was queued from products.csv.\n52 rows: 12 valid, 40 not.')
  expect(text).toContain(`40 rows can't be used
LINE  COLUMN      VALUE     PROBLEM
   2  product_id  1.23E+12  Excel made a number of it.
`)
  expect(text).toContain('  21  product_id')
  expect(text).not.toContain('  22  product_id')
  expect(text).toContain('and 20 more rows: --rejects bad.csv')
  expect(text).toMatch(
    /or queue the others now: --skip-invalid; --rejects bad.csv writes them to a file\.\n$/,
  )
})

test('a value of a bad row can not touch the terminal', () => {
  const invalid = [{ ...problem, value: '\u001b]0;x\u0007' }]
  const text = renderEnqueue(enqueued({ invalid, invalidCount: 1 }), plain())
  expect(text).toContain(String.raw`\x1b]0;x\x07`)
})

describe('what to do next', () => {
  test.each<[string, Partial<EnqueueResult>, string]>([
    [
      'all done before',
      skip({ completed: 12 }),
      'Nothing was queued from products.csv.\n12 rows: 12 valid, 0 not.\nSkipped: 12 completed.',
    ],
    ['failed before', skip({ failed: 12 }), 'vidgen retry --status FAILED'],
    ['to be decided', skip({ review: 12 }), 'vidgen status --status NEEDS_REVIEW'],
    ['changed since', skip({ changed: 12 }), 'enqueue with --changed'],
    ['deferred', { deferred: 3 }, '3 more wait for a day with room.'],
    ['trimmed', { trimmed: 3 }, '3 left out: the limit of today has no room for them.'],
    ['Redis away', { undispatched: 1 }, 'Redis is out of reach: 1 job is kept in the database'],
    [
      'rejects written',
      { invalid: [problem], invalidCount: 1, rejectsFile: 'bad.csv' },
      'The rows left out are in bad.csv',
    ],
  ])('%s', (_name, changes, text) => {
    expect(renderEnqueue(enqueued(changes), plain())).toContain(text)
  })

  test('nothing to queue needs no worker', () => {
    expect(renderEnqueue(enqueued(skip({ completed: 12 })), plain())).not.toContain('vidgen worker')
  })
})

describe('the refusal by the limit tells the whole way out', () => {
  const money = { used: 0, limit: 50_000_000 }
  const fresh = limitsOf({ used: 0, limit: 100 }, money)
  const full = limitsOf({ used: 100, limit: 100 }, money)
  const other = { period: '2026-11', span: 'month', unit: 'micros', exception: null } as const
  const month = { ...other, provider: null, used: 290_000_000, limit: 300_000_000 }
  const fal = { ...other, provider: 'fal', used: 19_000_000, limit: 20_000_000 }

  test.each<[string, Partial<EnqueueResult>, string]>([
    [
      'a fresh day',
      { estimateMicros: 5_344_000_000, limit: fresh },
      `20,000 videos ≈ $5,344.00; today has room for 100 (limit 100 jobs, $50, Asia/Seoul). Nothing was queued.
--on-limit trim queues 100 today; defer takes about 200 days; or raise VIDGEN_DAILY_JOB_LIMIT and VIDGEN_DAILY_COST_LIMIT_USD (once: vidgen limit).`,
    ],
    [
      'a full day',
      { estimateMicros: 5_344_000_000, limit: full },
      `today has no room left (limit 100 jobs, $50, Asia/Seoul). Nothing was queued.
--on-limit defer takes about 200 days; or raise`,
    ],
    [
      'money ends first',
      { estimateMicros: 20_000_000_000, limit: fresh },
      'today has room for 50 (limit 100 jobs, $50, Asia/Seoul). Nothing was queued.\n--on-limit trim queues 50 today; defer takes about 400 days',
    ],
    [
      'one is dearer than a day',
      { queued: 1, estimateMicros: 60_000_000, limit: fresh },
      '1 video ≈ $60.00; today has no room left (limit 100 jobs, $50, Asia/Seoul). Nothing was queued.\nNo day has room for one: raise VIDGEN_DAILY_COST_LIMIT_USD (once: vidgen limit).',
    ],
    [
      'the month ends first',
      { queued: 50, estimateMicros: 13_400_000, limit: limitsOf(full.jobs, money, [month]) },
      `50 videos ≈ $13.40; there is no room for one: $10.00 of $300 left this month; 0 of 100 jobs left today (Asia/Seoul). Nothing was queued.
--on-limit defer queues the rest when there is room; or raise VIDGEN_MONTHLY_COST_LIMIT_USD and VIDGEN_DAILY_JOB_LIMIT (once: vidgen limit).`,
    ],
    [
      'a provider ends first',
      {
        queued: 10,
        estimateMicros: 2_680_000,
        byProvider: [
          { provider: 'gemini', estimateMicros: 680_000 },
          { provider: 'fal', estimateMicros: 2_000_000 },
        ],
        limit: limitsOf({ used: 0, limit: 100 }, money, [fal]),
      },
      `10 videos ≈ $2.68; there is room for 5: fal has $1.00 of $20 left this month (Asia/Seoul). Nothing was queued.
--on-limit trim queues 5 today; defer queues the rest when there is room; or raise VIDGEN_PROVIDER_LIMITS_USD (fal) (once: vidgen limit).`,
    ],
  ])('%s', (_name, changes, text) => {
    expect(refuse(changes)).toContain(text)
  })

  test('what fits is not refused', () => {
    const fits = { refused: null, queued: 95, estimateMicros: 9_500_000 }
    expect(refuse(fits)).not.toContain('Nothing was queued')
  })
})

function skip(skipped: Partial<EnqueueResult['skipped']>) {
  const none = { queued: 0, batchId: null, estimateMicros: 0 }
  return { ...none, skipped: { ...nothingSkipped, ...skipped } }
}

function refuse(changes: Partial<EnqueueResult>): string {
  const order = { dryRun: true, refused: 'limit' as const, batchId: null, queued: 20_000 }
  const planned = { ...order, ...changes }
  return renderEnqueue(enqueued(planned), plain())
}
