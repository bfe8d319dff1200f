import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderReport } from '../../src/render/report.ts'
import type { ReportContext } from '../../src/reports/context.ts'
import { readReport } from '../../src/reports/report.ts'
import { readStats } from '../../src/reports/stats.ts'
import type { ReportResult } from '../../src/results.ts'
import { usd, usdPlain, usdSetting, usdShort } from '../../src/text/money.ts'
import { addBatch, addCall, addEntry, addJob, openSeeded, type Seeded } from './seed.ts'

let seeded: Seeded
let context: ReportContext

const NOW = '2026-11-25T10:00:00Z'
const CATEGORIES = ['shoes', 'bags', undefined]

/** A job that ended, with a frame by gemini and a video by fal, paid for on its day. */
async function made(
  id: string,
  day: string,
  wishes: {
    status?: 'COMPLETED' | 'FAILED' | 'CANCELLED'
    hour?: number
    seconds?: number
    micros?: number
    category?: string | undefined
  } = {},
): Promise<void> {
  const { db } = seeded
  const { status = 'COMPLETED', hour = 9, seconds = 60, micros = 200_000, category } = wishes
  const finishedAt = new Date(`${day}T${String(hour).padStart(2, '0')}:00:00Z`)
  const startedAt = new Date(finishedAt.getTime() - seconds * 1000).toISOString()
  const batchId = `batch-${day}`
  await addBatch(db, { id: batchId, createdAt: `${day}T01:00:00Z`, budgetDay: day })
  await addJob(db, {
    id,
    batchId,
    status,
    startedAt,
    finishedAt: finishedAt.toISOString(),
    costMicros: micros + 30_000,
    ...(category && { category }),
    ...(status === 'FAILED' && { error: { code: 'OFFLINE_BUSY', params: { service: 'pika' } } }),
  })
  const bought = [
    { step: 'START_FRAME' as const, service: 'nano-banana', provider: 'gemini', micros: 30_000 },
    { step: 'VIDEO' as const, service: 'pika', provider: 'fal', micros },
  ]
  for (const { step, service, provider, micros: cost } of bought) {
    const callId = `${id}-${step}`
    await addCall(db, {
      id: callId,
      jobId: id,
      step,
      createdAt: startedAt,
      endedAt: finishedAt.toISOString(),
    })
    await addEntry(db, { day, micros: cost, jobId: id, batchId, callId, service, provider })
  }
}

beforeAll(async () => {
  seeded = await openSeeded()
  context = seeded.context(NOW)
  const { db } = seeded
  // The week before this one: Monday 16 to Sunday 22.
  await made('old-1', '2026-11-16')
  await made('old-2', '2026-11-18', { micros: 100_000 })
  await made('old-3', '2026-11-21', { status: 'FAILED' })
  // This week, until Wednesday 25.
  for (const index of [0, 1, 2, 3, 4, 5]) {
    const category = CATEGORIES[index % 3]
    await made(`new-${index}`, '2026-11-23', {
      category,
      seconds: 100 + index,
      micros: 200_000 + index,
    })
  }
  await made('new-6', '2026-11-24', {
    status: 'FAILED',
    category: 'bags',
    micros: 400_000,
    seconds: 7,
  })
  await made('new-7', '2026-11-24', { status: 'CANCELLED', micros: 0, seconds: 3_000 })
  await made('new-8', '2026-11-25', { hour: 9, seconds: 1_800, category: 'shoes' })
  await addJob(db, { id: 'wait-1', batchId: 'batch-2026-11-25' })
  await addJob(db, { id: 'wait-2', batchId: 'batch-2026-11-25', status: 'RETRYING' })
  await addJob(db, { id: 'run-1', batchId: 'batch-2026-11-25', status: 'UPLOADING' })
  for (const index of [1, 2, 3])
    await addJob(db, { id: `later-${index}`, batchId: 'batch-2026-11-25', status: 'DEFERRED' })
  await addJob(db, { id: 'ask-1', batchId: 'batch-2026-11-25', status: 'NEEDS_REVIEW' })
  for (const [period, spent] of [
    ['2026-11-23', 1_380_015],
    ['2026-11-25', 230_000],
  ] as const) {
    const limits = { jobLimit: 100, microsLimit: 50_000_000, limits: {} }
    await db.dailyUsage.create({ data: { period, ...limits, jobsSpent: 6, microsSpent: spent } })
  }
  // Rows of other periods in the same table are none of a report's days.
  await db.dailyUsage.create({
    data: { period: '2026-11', jobLimit: 1, microsLimit: 1, limits: {}, jobsSpent: 1 },
  })
})
afterAll(() => seeded.close())

const week = () => readReport(context, { period: 'week' })

describe('a week that is not over', () => {
  test('is compared with the same weekdays of the week before', async () => {
    const { trend } = await week()
    expect(trend).toEqual({
      now: {
        from: '2026-11-23',
        to: '2026-11-25',
        completed: 7,
        failed: 1,
        cancelled: 1,
        costMicros: 2_070_015,
        perVideoMicros: 295_716,
        wasteMicros: 460_000,
      },
      before: {
        from: '2026-11-16',
        to: '2026-11-18',
        completed: 2,
        failed: 0,
        cancelled: 0,
        costMicros: 360_000,
        perVideoMicros: 180_000,
        wasteMicros: 0,
      },
    })
  })

  test('has its days with what was wasted, and what their limits had left', async () => {
    const { byDay } = await week()
    expect(
      byDay.map(({ day, cancelled, wasteMicros, limit }) => ({
        day,
        cancelled,
        wasteMicros,
        limit,
      })),
    ).toEqual([
      {
        day: '2026-11-23',
        cancelled: 0,
        wasteMicros: 0,
        limit: { jobs: { used: 6, limit: 100 }, micros: { used: 1_380_015, limit: 50_000_000 } },
      },
      { day: '2026-11-24', cancelled: 1, wasteMicros: 460_000, limit: null },
      {
        day: '2026-11-25',
        cancelled: 0,
        wasteMicros: 0,
        limit: { jobs: { used: 6, limit: 100 }, micros: { used: 230_000, limit: 50_000_000 } },
      },
    ])
  })

  test('begins its charts with the days before it', async () => {
    const { earlier } = await week()
    expect(earlier.map(({ day }) => day)).toEqual(['2026-11-16', '2026-11-18', '2026-11-21'])
  })

  test('has the dearest and the slowest jobs, the most first', async () => {
    const { dearest, slowest } = await week()
    expect(dearest.map(({ jobId }) => jobId)).toEqual(['new-6', 'new-5', 'new-4', 'new-3', 'new-2'])
    expect(dearest[0]).toEqual({
      jobId: 'new-6',
      productId: 'P-new-6',
      productName: null,
      status: 'FAILED',
      costMicros: 430_000,
      seconds: 7,
      errorCode: 'OFFLINE_BUSY',
    })
    expect(slowest.map(({ jobId, seconds }) => [jobId, seconds])).toEqual([
      ['new-7', 3_000],
      ['new-8', 1_800],
      ['new-5', 105],
      ['new-4', 104],
      ['new-3', 103],
    ])
  })

  test('has the steps with what their calls took, and the categories', async () => {
    const { byStep, byCategory } = await week()
    expect(byStep.map(({ step, calls, costMicros }) => [step, calls, costMicros])).toEqual([
      ['START_FRAME', 9, 270_000],
      ['VIDEO', 9, 1_800_015],
    ])
    expect(Math.abs(byStep[0]!.p50! / 104 - 1)).toBeLessThan(0.02)
    expect(Math.abs(byStep[0]!.p95! / 3_000 - 1)).toBeLessThan(0.02)
    expect(byCategory).toEqual([
      {
        category: 'bags',
        completed: 2,
        failed: 1,
        cancelled: 0,
        costMicros: 890_005,
        perVideoMicros: 445_003,
      },
      {
        category: 'shoes',
        completed: 3,
        failed: 0,
        cancelled: 0,
        costMicros: 690_003,
        perVideoMicros: 230_001,
      },
      {
        category: '(none)',
        completed: 2,
        failed: 0,
        cancelled: 1,
        costMicros: 490_007,
        perVideoMicros: 245_004,
      },
    ])
  })
})

describe('the forecast', () => {
  test('goes on as the last whole days went, and never passes the limits', async () => {
    const { forecast } = await week()
    // 18 to 24 November: 130,000 + 230,000 + 1,380,015 + 460,000 over seven days.
    const perDayMicros = Math.round(2_200_015 / 7)
    expect(forecast).toEqual({
      month: '2026-11',
      spentMicros: 2_660_015,
      perDayMicros,
      daysLeft: 5,
      expectedMicros: 2_660_015 + (perDayMicros - 230_000) + 5 * perDayMicros,
      mostMicros: 2_660_015 + (50_000_000 - 230_000) + 5 * 50_000_000,
      limit: null,
    })
    const poor = { ...context, limits: { host: 'here', jobs: 100, micros: 240_000 } }
    expect((await readReport(poor, { period: 'day' })).forecast).toMatchObject({
      mostMicros: 2_660_015 + 10_000 + 5 * 240_000,
      expectedMicros: 2_660_015 + 10_000 + 5 * 240_000,
    })
  })

  describe('with a limit of the month', () => {
    const perDayMicros = Math.round(2_200_015 / 7)
    // Reserved is used, too.
    const usedMicros = 2_700_000

    beforeAll(async () => {
      const microsReserved = 40_000
      await seeded.db.dailyUsage.update({
        where: { period_provider: { period: '2026-11', provider: '' } },
        data: { microsReserved, microsSpent: usedMicros - microsReserved },
      })
    })

    const rest = perDayMicros - 230_000
    test.each<[string, number, string | null]>([
      ['far away', 100_000_000, null],
      ['what the month just comes to', usedMicros + rest + 5 * perDayMicros, '2026-11-30'],
      ['a little more', usedMicros + rest + 5 * perDayMicros + 1, null],
      ['in two days', usedMicros + rest + 2 * perDayMicros, '2026-11-27'],
      ['today', usedMicros + rest, '2026-11-25'],
      ['reached', usedMicros, '2026-11-25'],
      ['passed, since it was lowered', 1_000_000, '2026-11-25'],
    ])('%s', async (_, micros, day) => {
      const limits = { ...context.limits, month: { jobs: null, micros } }
      const { forecast } = await readReport({ ...context, limits }, { period: 'week' })
      expect(forecast!.limit).toEqual({ micros, usedMicros, reachedOn: day })
      expect(forecast!.expectedMicros).toBeLessThanOrEqual(Math.max(micros, 2_660_015))
      expect(forecast!.mostMicros).toBeLessThanOrEqual(Math.max(micros, 2_660_015))
    })

    test('stands in every format that tells of it', async () => {
      const limits = { ...context.limits, month: { jobs: null, micros: 3_300_000 } }
      const report = await readReport({ ...context, limits }, { period: 'week' })
      const style = { width: 200, color: false, timezone: 'UTC' }
      const day = report.forecast!.limit!.reachedOn!
      for (const format of ['table', 'md'] as const) {
        expect(renderReport(report, format, style)).toContain(
          `The limit of the month is $3.30, $2.7000 of it reserved or spent: at that pace it is reached on ${day}.`,
        )
      }
      expect(renderReport(report, 'html', style)).toContain('limit $3.30, reached')
    })

    test.each<[string, number | null]>([
      ['reached', 3_300_000],
      ['far away', 100_000_000],
      ['passed, since it was lowered', 1_000_000],
      ['none', null],
    ])('has the same numbers in every format: %s', async (_, micros) => {
      const limits = { ...context.limits, month: { jobs: null, micros } }
      const report = await readReport({ ...context, limits }, { period: 'week' })
      const forecast = report.forecast!
      const { limit, expectedMicros, mostMicros, perDayMicros, spentMicros } = forecast
      const csv: Record<string, string>[] = parse(renderReport(report, 'csv'), { columns: true })
      expect(csv.filter(({ section }) => section === 'forecast')).toEqual([
        expect.objectContaining({
          key: forecast.month,
          cost_usd: usdPlain(expectedMicros),
          spent_usd: usdPlain(spentMicros),
          per_day_usd: usdPlain(perDayMicros),
          days_left: String(forecast.daysLeft),
          most_usd: usdPlain(mostMicros),
          limit_usd: limit ? usdPlain(limit.micros) : '',
          limit_usd_left: limit ? usdPlain(limit.micros - limit.usedMicros) : '',
          limit_reached_on: limit?.reachedOn ?? '',
        }),
      ])
      expect(JSON.parse(renderReport(report, 'json'))).toMatchObject({ forecast })
      const style = { width: 400, color: false, timezone: 'UTC' }
      const shown = [
        ...[spentMicros, perDayMicros, expectedMicros].map(usdShort),
        ...(limit ? [usdSetting(limit.micros)] : []),
      ]
      for (const format of ['table', 'md', 'html'] as const) {
        const text = renderReport(report, format, style)
        for (const amount of shown) expect(text).toContain(amount)
      }
    })
  })

  test('is of a period with today in it only', async () => {
    expect((await readReport(context, { period: 'week', of: '2026-11-18' })).forecast).toBeNull()
  })

  test('of a shop without any history is nothing', async () => {
    const early = seeded.context('2026-01-10T10:00:00Z')
    expect((await readReport(early, { period: 'day' })).forecast).toMatchObject({
      spentMicros: 0,
      perDayMicros: 0,
      expectedMicros: 0,
    })
  })
})

describe('what is still to be done', () => {
  test('is done as fast as it went within the last hour', async () => {
    const { queue } = await readStats(context, { from: '2026-11-25', to: '2026-11-25' })
    // One video within the hour, begun half an hour before it: the hour counts.
    expect(queue).toEqual({
      waiting: 2,
      running: 1,
      deferred: 3,
      person: 1,
      perHour: 1,
      secondsLeft: 3 * 3_600,
      daysLeft: 1,
    })
  })

  test('a run that began within the hour is not measured by all of it', async () => {
    const later = seeded.context('2026-11-25T09:15:00Z')
    const { queue } = await readStats(later, { from: '2026-11-25', to: '2026-11-25' })
    // Begun at 8:30, so one video in 45 minutes.
    expect(queue!.perHour).toBeCloseTo(60 / 45)
  })

  test('deferred jobs wait for the days that their limit takes', async () => {
    const limits = { host: 'here', jobs: 100, micros: 300_000 }
    const { queue } = await readStats(
      { ...context, limits },
      { from: '2026-11-25', to: '2026-11-25' },
    )
    expect(queue!.daysLeft).toBe(3)
    const none = { host: 'here', jobs: 100, micros: 1 }
    const stats = await readStats(
      { ...context, limits: none },
      { from: '2026-11-25', to: '2026-11-25' },
    )
    expect(stats.queue!.daysLeft).toBeNull()
  })

  test('is nothing of a past day', async () => {
    const { queue } = await readStats(context, { from: '2026-11-23', to: '2026-11-24' })
    expect(queue).toBeNull()
  })
})

describe('the same numbers', () => {
  const range = { from: '2026-11-16', to: '2026-11-25' }
  let report: ReportResult
  beforeAll(async () => {
    report = await readReport(context, { period: 'range', ...range })
  })

  /** What the report says of each group: its key, cost, and what else it counts. */
  const told: Record<string, (result: ReportResult) => [string, number][]> = {
    day: ({ byDay }) => byDay.map((row) => [row.day, row.costMicros]),
    category: ({ byCategory }) => byCategory.map((row) => [row.category, row.costMicros]),
    step: ({ byStep }) => byStep.map((row) => [row.step, row.costMicros]),
    provider: ({ byProvider }) => byProvider.map((row) => [row.provider, row.costMicros]),
  }

  test.each(['day', 'category', 'step', 'provider'] as const)(
    'by %s in report and stats',
    async (by) => {
      const stats = await readStats(context, { ...range, by })
      expect(stats.costMicros).toBe(report.totals.costMicros)
      const groups = stats.groups!.map(({ key, costMicros }) => [key, costMicros] as const)
      expect(Object.fromEntries(groups)).toEqual(Object.fromEntries(told[by]!(report)))
    },
  )

  test('of totals in report and stats', async () => {
    const stats = await readStats(context, range)
    expect(stats.jobs).toMatchObject({
      total: report.totals.jobs,
      COMPLETED: report.totals.completed,
    })
    expect(stats.perVideoMicros).toBe(report.totals.perVideoMicros)
    expect(stats.byDay).toEqual(report.byDay)
    expect(stats.durations).toEqual(report.durations)
    expect(stats.limit).toEqual(report.limit)
    for (const by of ['day', 'category'] as const) {
      const { groups = [] } = await readStats(context, { ...range, by })
      const completed = groups.reduce((sum, row) => sum + row.completed!, 0)
      expect(completed).toBe(report.totals.completed)
    }
  })

  test.each(['day', 'category', 'step', 'provider'])('by %s in every format', (by) => {
    const rows = told[by]!(report)
    expect(rows.length).toBeGreaterThan(1)
    const csv: Record<string, string>[] = parse(renderReport(report, 'csv'), { columns: true })
    const inCsv = csv.filter(({ section }) => section === by).map((row) => [row.key, row.cost_usd])
    expect(inCsv).toEqual(rows.map(([key, micros]) => [key, usdPlain(micros)]))
    const formats = { table: / {2,}/, md: / *\| */, html: /(?:<[^>]*>)+/ } as const
    for (const format of ['table', 'md', 'html'] as const) {
      const text = renderReport(report, format)
        .replaceAll('<wbr>', '')
        .replaceAll(String.raw`\_`, '_')
      const lines = text.split('\n').map((line) => line.split(formats[format]))
      for (const [key, micros] of rows)
        expect(
          lines.some((cells) => cells.includes(key) && cells.includes(usd(micros))),
          `${key} in ${format}`,
        ).toBe(true)
    }
  })

  test('add up to the totals', () => {
    for (const rows of [
      report.byDay,
      report.byCategory,
      report.byStep,
      report.byProvider,
      report.rows,
    ])
      expect(rows.reduce((sum, row) => sum + row.costMicros, 0)).toBe(report.totals.costMicros)
    expect(report.byDay.reduce((sum, row) => sum + row.wasteMicros, 0)).toBe(
      report.totals.wasteMicros,
    )
    expect(report.failures.reduce((sum, row) => sum + row.jobs, 0)).toBe(report.totals.failed)
  })
})

describe('the dearest jobs of many quarters of an hour', () => {
  test('are found, also where what was dearest has gone', async () => {
    const { db } = seeded
    const day = '2026-10-10'
    for (let index = 0; index < 60; index++) {
      const minutes = index * 15
      const finishedAt = new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000).toISOString()
      const costMicros = 1_000 + ((index * 37) % 60)
      await addJob(db, { id: `peak-${index}`, status: 'COMPLETED', finishedAt, costMicros })
    }
    const dearest = async () => {
      const report = await readReport(context, { period: 'range', from: day, to: day })
      return report.dearest.map((job) => job.costMicros)
    }
    expect(await dearest()).toEqual([1_059, 1_058, 1_057, 1_056, 1_055])
    await db.videoGenerationJob.updateMany({
      where: {
        costMicros: { gte: 1_003 },
        finishedAt: { gte: `${day}T00:00:00Z`, lt: `${day}T23:59:00Z` },
      },
      data: { status: 'QUEUED', finishedAt: null },
    })
    expect(await dearest()).toEqual([1_002, 1_001, 1_000])
  })
})
