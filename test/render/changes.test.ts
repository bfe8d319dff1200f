/** The short screens: retry, cancel, holds, doctor, local, config. */
import { describe, expect, test } from 'vitest'
import { renderApprove } from '../../src/render/approve.ts'
import { renderCancel } from '../../src/render/cancel.ts'
import { renderConfig } from '../../src/render/config.ts'
import { renderDoctor } from '../../src/render/doctor.ts'
import { renderHolds } from '../../src/render/holds.ts'
import { renderLocal } from '../../src/render/local.ts'
import { renderRetry } from '../../src/render/retry.ts'
import { renderUnpublish } from '../../src/render/unpublish.ts'
import type { LocalStatus } from '../../src/results.ts'
import { limit, plain } from './results.ts'

describe('retry', () => {
  const result = {
    dryRun: false,
    matched: 5,
    requeued: 3,
    deferred: 0,
    trimmed: 0,
    awaitingApproval: 0,
    skipped: { active: 2, completed: 0 },
    estimateMicros: 600_000,
    estimate: null,
    undispatched: 0,
    limit,
  }

  test('tells what runs again and what was left alone', () => {
    expect(renderRetry(result, plain())).toBe(`Queued 3 of 5 jobs again, about $0.6000 still to buy.
Left alone: 2 active.
Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left.
Next: vidgen worker
`)
  })

  test.each([
    ['none matched', { matched: 0 }, /^No job matches\. Nothing was changed\.\n$/],
    ['a dry run', { dryRun: true }, /^Dry run, nothing was changed. Would queue 3 of 5 jobs again/],
    ['deferred', { deferred: 1 }, /1 more waits for a day with room/],
    ['trimmed', { trimmed: 2 }, /2 left out/],
    ['never approved', { awaitingApproval: 2 }, /2 jobs were never approved and wait for that/],
    ['Redis away', { undispatched: 3 }, /Redis is out of reach: 3 jobs are kept/],
  ])('%s', (_name, changes, text) => {
    expect(renderRetry({ ...result, ...changes }, plain())).toMatch(text)
  })
})

describe('approve', () => {
  const range = { lowMicros: 780_000, likelyMicros: 850_000, highMicros: 990_000 }
  const result = {
    dryRun: false,
    decision: 'approve' as const,
    matched: 6,
    queued: 3,
    deferred: 0,
    published: 2,
    trimmed: 0,
    rejected: 0,
    skipped: { 'not-waiting': 1 },
    estimateMicros: 801_600,
    estimate: {
      ...range,
      free: false,
      byProvider: [
        { provider: 'fal', ...range, basis: 'history' as const, videos: 20, free: false },
      ],
    },
    releasedMicros: 0,
    undispatched: 0,
    limit,
  }

  test('tells what goes on, what is shown and what was left alone', () => {
    expect(renderApprove(result, plain()))
      .toBe(`Approved 5 of 6 jobs: 2 to publish; 3 to go on, about $0.8016 to buy.
Left alone: 1 not waiting for approval.
Cost at fal: probably $0.8500, between $0.7800 and $0.9900, as 20 videos like these cost lately.
Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left.
Next: vidgen worker
`)
  })

  const rejected = { decision: 'reject' as const, queued: 0, published: 0, rejected: 4 }
  test.each([
    ['none matched', { matched: 0 }, /^No job matches\. Nothing was changed\.\n$/],
    [
      'a dry run',
      { dryRun: true },
      /^Dry run, nothing was changed\. Would approve 5 of 6 jobs: 2 /,
    ],
    ['videos alone', { queued: 0, estimateMicros: 0 }, /^Approved 2 of 6 jobs: 2 to publish\.\n/],
    ['none', { queued: 0, published: 0, estimateMicros: 0 }, /^Approved 0 of 6 jobs\.\n/],
    [
      'deferred',
      { queued: 0, published: 0, deferred: 1 },
      /1 to go on, about .*\n1 of them waits for a/,
    ],
    ['no room', { trimmed: 2 }, /2 jobs still wait: the limit of today has no room for them/],
    ['Redis away', { undispatched: 3 }, /Redis is out of reach: 3 jobs are kept/],
    ['rejected', { ...rejected, releasedMicros: 500_000 }, /^Rejected 4 of 6 jobs; \$0\.5000 of/],
    [
      'a dry reject',
      { ...rejected, dryRun: true },
      /^Dry run.*Would reject 4 of 6 jobs; \$0\.0000/,
    ],
  ])('%s', (_name, changes, text) => {
    expect(renderApprove({ ...result, ...changes }, plain())).toMatch(text)
  })
})

describe('unpublish', () => {
  const result = {
    dryRun: false,
    action: 'unpublish' as const,
    matched: 5,
    shown: 1,
    cleared: 2,
    retired: 0,
    returned: 0,
    skipped: { 'not-shown': 2 },
    products: [],
  }

  test('tells what products show now, and how it is undone', () => {
    expect(renderUnpublish(result, plain()))
      .toBe(`Unpublished 3 videos of 5 chosen: 1 product shows an earlier one, 2 none.
Left alone: 2 not shown now.
Undo: the same choice with --restore. Another video: vidgen enqueue --product ID --fresh
`)
  })

  const retire = { action: 'retire' as const, shown: 0, retired: 3 }
  test.each([
    ['none matched', { matched: 0 }, /^No job matches\. Nothing was changed\.\n$/],
    ['a dry run', { dryRun: true }, /^Dry run.* Would unpublish 3 videos.*\nLeft alone.*\n$/],
    ['retired', retire, /^Retired 3 products of 5 chosen; 2 videos taken off\. enqueue skips them/],
    ['how to take them back', retire, /Retired products: vidgen unpublish --product ID --restore/],
    ['a dry retire', { ...retire, dryRun: true }, /^Dry run.* Would retire 3 products/],
    ['active ones', { ...retire, skipped: { active: 1 } }, /vidgen cancel/],
    [
      'restored',
      { action: 'restore' as const, returned: 1 },
      /^Showing 1 video again, of 5 chosen; 1 product is no/,
    ],
  ])('%s', (_name, changes, text) => {
    expect(renderUnpublish({ ...result, ...changes }, plain())).toMatch(text)
  })
})

describe('cancel', () => {
  const result = {
    dryRun: false,
    matched: 5,
    cancelled: 3,
    finishing: 1,
    skipped: { completed: 1 },
    releasedMicros: 600_000,
  }

  test('tells what ended, what still runs and what is free again', () => {
    expect(renderCancel(result, plain()))
      .toBe(`Cancelled 3 of 5 jobs; $0.6000 of today's limit is free again.
1 job is running: it stops before the next purchase, what was bought is kept.
Left alone: 1 completed.
`)
  })

  test('none matched', () => {
    expect(renderCancel({ ...result, matched: 0 }, plain())).toBe(
      'No job matches. Nothing was changed.\n',
    )
  })
})

describe('holds', () => {
  const hold = {
    id: 'h',
    scope: 'all',
    code: 'PAUSED_BY_OPERATOR',
    reason: 'sale starts \u001b[31m',
    by: 'mina',
    since: '2026-11-23T00:12:00Z',
  }

  test('pause', () => {
    expect(renderHolds({ holds: [hold], ended: [] }, plain())).toBe(
      `${String.raw`PAUSED since 2026-11-23 09:12, sale starts \x1b[31m (PAUSED_BY_OPERATOR). To go on: vidgen resume`}\n`,
    )
  })

  test('resume', () => {
    expect(renderHolds({ holds: [], ended: [hold, { ...hold, scope: 'fal' }] }, plain())).toBe(
      'Resumed.\nResumed purchases from fal.\n\nNothing is paused.\n',
    )
  })
})

test('doctor', () => {
  const findings = [
    { check: 'node', level: 'ok' as const, message: '24.21.0', hint: null },
    { check: 'database', level: 'error' as const, message: 'full', hint: 'Free some space.' },
  ]
  expect(renderDoctor({ findings, healthy: false }, plain())).toBe(`ok       node      24.21.0
error    database  full
                   Free some space.

Something needs attention.
`)
})

describe('local', () => {
  const status: LocalStatus = {
    home: '/shop/.vidgen',
    redis: {
      running: true,
      pid: 12,
      socket: '/shop/.vidgen/s',
      version: '7.0',
      usedBytes: 1_500_000,
    },
    database: { file: '/shop/.vidgen/live.db', sizeBytes: 900 },
    storage: { folder: '/shop/.vidgen/videos' },
  }

  test('with everything running', () => {
    expect(renderLocal(status, plain())).toBe(`Home      /shop/.vidgen
Redis     running, Redis 7.0, process 12, 1.5 MB used
Socket    /shop/.vidgen/s
Database  /shop/.vidgen/live.db (900 B)
Storage   /shop/.vidgen/videos
`)
  })

  test('with nothing there yet', () => {
    const none = {
      ...status,
      redis: { ...status.redis, running: false },
      database: { ...status.database, sizeBytes: null },
      storage: { folder: null },
    }
    const text = renderLocal(none, plain())
    expect(text).toContain('Redis     not running; it is started when it is needed\n')
    expect(text).toContain('Database  /shop/.vidgen/live.db\nStorage   in S3\n')
  })
})

test('config', () => {
  const settings = [
    {
      name: 'S3_BUCKET',
      value: null,
      source: 'default' as const,
      secret: false,
      description: 'The bucket for the videos',
    },
  ]
  expect(renderConfig(settings, plain())).toBe(`SETTING    VALUE      SOURCE   MEANING
S3_BUCKET  (not set)  default  The bucket for the videos
`)
})
