import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportContext } from '../../src/reports/context.ts'
import { readReport } from '../../src/reports/report.ts'
import { readStats } from '../../src/reports/stats.ts'
import { addBatch, addCall, addEntry, addJob, openSeeded, type Seeded } from './seed.ts'

let seeded: Seeded
let context: ReportContext

const DAY = { from: '2026-11-23', to: '2026-11-23' }

beforeAll(async () => {
  seeded = await openSeeded()
  const { db } = seeded
  // Seoul's 23 November is 15:00 of the 22nd to 15:00 of the 23rd in UTC.
  context = seeded.context('2026-11-23T10:00:00Z', 'Asia/Seoul')
  await addBatch(db, { id: 'batch-a', createdAt: '2026-11-22T16:00:00Z' })
  await addBatch(db, { id: 'batch-b', createdAt: '2026-11-22T17:00:00Z' })
  const started = '2026-11-22T15:00:00Z'
  const ended = (id: string, finishedAt: string, status = 'COMPLETED' as const) =>
    addJob(db, { id, status, startedAt: started, finishedAt })
  await ended('before', '2026-11-22T14:59:59.999Z')
  await ended('first', '2026-11-22T15:00:10Z')
  await ended('second', '2026-11-22T15:00:20Z')
  await ended('last', '2026-11-23T14:59:59.999Z')
  await ended('after', '2026-11-23T15:00:00Z')
  await addJob(db, {
    id: 'bad-1',
    batchId: 'batch-b',
    status: 'FAILED',
    finishedAt: '2026-11-23T01:00:00Z',
    error: { code: 'OFFLINE_BUSY', params: { service: 'pika' } },
  })
  await addJob(db, {
    id: 'bad-2',
    batchId: 'batch-b',
    status: 'FAILED',
    finishedAt: '2026-11-23T02:00:00Z',
    error: { code: 'GONE_FROM_THIS_VERSION', params: {} },
  })
  await addJob(db, { id: 'stopped', status: 'CANCELLED', finishedAt: '2026-11-23T02:00:00Z' })
  await addJob(db, { id: 'open-1', status: 'GENERATING_VIDEO' })
  await addJob(db, { id: 'open-2', status: 'NEEDS_REVIEW' })
  await addCall(db, { id: 'call-1', jobId: 'first', step: 'VIDEO' })
  await addEntry(db, { day: '2026-11-22', micros: 999 })
  await addEntry(db, { day: '2026-11-23', micros: 200_000, jobId: 'first', callId: 'call-1' })
  await addEntry(db, { day: '2026-11-23', micros: -50_000, jobId: 'first', kind: 'ADJUST' })
  await addEntry(db, { day: '2026-11-23', micros: 777_777, kind: 'RESERVE', service: 'x' })
  await addEntry(db, {
    day: '2026-11-23',
    micros: 40_000,
    jobId: 'bad-1',
    batchId: 'batch-b',
    service: 'nano-banana',
    provider: 'gemini',
    source: 'possible',
  })
  await addEntry(db, { day: '2026-11-24', micros: 888 })
})

afterAll(() => seeded.close())

const ofDay = { period: '2026-11-23', span: 'day', provider: null, exception: null }

describe('stats', () => {
  test('jobs and money of a day are those of the zone', async () => {
    expect(await readStats(context, DAY)).toEqual({
      ...DAY,
      timezone: 'Asia/Seoul',
      jobs: {
        total: 8,
        COMPLETED: 3,
        FAILED: 2,
        CANCELLED: 1,
        GENERATING_VIDEO: 1,
        NEEDS_REVIEW: 1,
      },
      costMicros: 190_000,
      estimateMicros: 2_400_000,
      perVideoMicros: 63_333,
      byProvider: [
        { provider: 'fal', service: 'pika', calls: 1, costMicros: 150_000 },
        { provider: 'gemini', service: 'nano-banana', calls: 1, costMicros: 40_000 },
      ],
      limit: {
        day: '2026-11-23',
        timezone: 'Asia/Seoul',
        jobs: { used: 0, limit: 100 },
        micros: { used: 0, limit: 50_000_000 },
        all: [
          { ...ofDay, unit: 'jobs', used: 0, limit: 100 },
          { ...ofDay, unit: 'micros', used: 0, limit: 50_000_000 },
        ],
      },
      byDay: [
        {
          day: '2026-11-23',
          completed: 3,
          failed: 2,
          cancelled: 1,
          costMicros: 190_000,
          perVideoMicros: 63_333,
          wasteMicros: 40_000,
          byProvider: [
            { provider: 'fal', service: 'pika', calls: 1, costMicros: 150_000 },
            { provider: 'gemini', service: 'nano-banana', calls: 1, costMicros: 40_000 },
          ],
          limit: null,
        },
      ],
      durations: { p50: 20, p95: 86_399.999 },
      // From the first start to the last end.
      throughput: { perHour: (3 * 3_600_000) / 86_399_999 },
      queue: {
        waiting: 0,
        running: 1,
        deferred: 0,
        person: 1,
        perHour: null,
        secondsLeft: null,
        daysLeft: 0,
      },
    })
  })

  test('the pace is that of the time in which videos were made', async () => {
    const quick = await openSeeded()
    const made = (id: string, startedAt: string, finishedAt: string) =>
      addJob(quick.db, { id, status: 'COMPLETED', startedAt, finishedAt })
    await made('over-midnight', '2026-11-22T23:59:00Z', '2026-11-23T00:01:00Z')
    await made('a', '2026-11-23T00:00:30Z', '2026-11-23T00:01:10Z')
    await made('b', '2026-11-23T00:00:30Z', '2026-11-23T00:02:00Z')
    await addJob(quick.db, {
      id: 'stopped',
      status: 'CANCELLED',
      startedAt: '2026-11-23T00:00:00Z',
      finishedAt: '2026-11-23T09:00:00Z',
    })
    const stats = await readStats(quick.context('2026-11-23T10:00:00Z'), DAY)
    // Three videos in the first two minutes of the day.
    expect(stats.throughput.perHour).toBe(90)
  })

  test('a day without anything', async () => {
    const empty = await readStats(context, { from: '2026-11-01', to: '2026-11-01' })
    expect(empty).toMatchObject({
      jobs: { total: 0 },
      costMicros: 0,
      perVideoMicros: null,
      byProvider: [],
      durations: { p50: null, p95: null },
    })
  })

  test('open jobs belong to a period with today in it only', async () => {
    const past = await readStats(context, { from: '2026-11-22', to: '2026-11-22' })
    expect(past.jobs).toEqual({ total: 1, COMPLETED: 1 })
  })

  test.each([
    { by: 'day', rows: ['2026-11-22 1 999', '2026-11-23 6 190000', '2026-11-24 1 888'] },
    { by: 'provider', rows: ['fal 1 151887', 'gemini 1 40000'] },
    { by: 'service', rows: ['nano-banana 1 40000', 'pika 1 151887'] },
    { by: 'step', rows: ['VIDEO 1 200000', 'other 2 -8113'] },
    {
      by: 'status',
      rows: [
        'CANCELLED 1 0',
        'COMPLETED 5 150000',
        'FAILED 2 40000',
        'GENERATING_VIDEO 1 0',
        'NEEDS_REVIEW 1 0',
        'other 0 1887',
      ],
    },
  ] as const)('by $by', async ({ by, rows }) => {
    const stats = await readStats(context, { from: '2026-11-22', to: '2026-11-24', by })
    const shown = stats.groups!.map((row) => `${row.key} ${row.jobs} ${row.costMicros}`)
    expect(shown.toSorted()).toEqual([...rows].toSorted())
    expect(stats.groups!.reduce((sum, row) => sum + row.costMicros, 0)).toBe(stats.costMicros)
  })
})

describe('report', () => {
  test('shows the same numbers as stats, by batch, provider, day and failure', async () => {
    const report = await readReport(context, { period: 'day' })
    expect(report).toMatchObject({
      period: { name: 'day', ...DAY, timezone: 'Asia/Seoul' },
      totals: {
        jobs: 8,
        completed: 3,
        failed: 2,
        cancelled: 1,
        open: 2,
        costMicros: 190_000,
        perVideoMicros: 63_333,
        wasteMicros: 40_000,
      },
    })
    const stats = await readStats(context, DAY)
    expect(report.byDay).toEqual(stats.byDay)
    expect(report.durations).toEqual(stats.durations)
    expect(report.throughput).toEqual(stats.throughput)
    expect(report.byProvider).toEqual(stats.byProvider)
    expect(report.limit).toEqual(stats.limit)
    expect(report.rows).toEqual([
      {
        batchId: 'batch-b',
        source: 'batch-b.csv',
        jobs: 2,
        completed: 0,
        failed: 2,
        costMicros: 40_000,
        perVideoMicros: null,
      },
      {
        batchId: 'batch-a',
        source: 'batch-a.csv',
        jobs: 6,
        completed: 3,
        failed: 0,
        costMicros: 150_000,
        perVideoMicros: 50_000,
      },
    ])
  })

  test('failures are in words, unknown codes stand for themselves', async () => {
    const { failures } = await readReport(context, { period: 'day' })
    expect(failures).toEqual([
      {
        code: 'GONE_FROM_THIS_VERSION',
        message: 'GONE_FROM_THIS_VERSION',
        jobs: 1,
        jobId: 'bad-2',
      },
      {
        code: 'OFFLINE_BUSY',
        message: expect.stringContaining('pika is busy'),
        jobs: 1,
        jobId: 'bad-1',
      },
    ])
  })

  test('warnings tell what is only possible and what waits for a person', async () => {
    const { warnings } = await readReport({ ...context, kind: 'rehearsal' }, { period: 'week' })
    expect(warnings).toEqual([
      expect.stringContaining('A rehearsal'),
      '$0.0400 of the cost is only possible: 1 call whose outcome nobody learned, counted as paid.',
      '1 job needs a decision: vidgen status --status NEEDS_REVIEW',
    ])
  })
})

test('the limit is that of the day in force, with what is reserved and spent', async () => {
  await seeded.db.dailyUsage.create({
    data: {
      period: '2026-11-23',
      jobLimit: 10,
      microsLimit: 5_000_000,
      limits: { there: { jobs: 10, micros: 5_000_000 } },
      jobsReserved: 2,
      jobsSpent: 3,
      microsReserved: 500_000,
      microsSpent: 190_000,
    },
  })
  const { limit } = await readStats(context, DAY)
  expect(limit).toMatchObject({
    jobs: { used: 5, limit: 10 },
    micros: { used: 690_000, limit: 5_000_000 },
  })
})
