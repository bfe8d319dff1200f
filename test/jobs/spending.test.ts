/** The limits against what was really spent, before each purchase. */
import { describe, expect, test } from 'vitest'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { ENDED } from '../../src/jobs/states.ts'
import { DAY_MS } from '../support/clock.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import {
  IMAGE_MICROS,
  openWorld,
  VIDEO_MICROS,
  WHOLE_MICROS,
  type World,
} from '../support/world.ts'

const DAY = '2026-11-23'
const TEN = Array.from({ length: 10 }, (_, index) => `P${index}`)
const billedBy = { images: 'gemini', videos: 'fal' } as const

async function spent(world: World, period = DAY, provider = ''): Promise<number> {
  const row = await world.db.dailyUsage.findUnique({
    where: { period_provider: { period, provider } },
  })
  return Number(row?.microsSpent ?? 0)
}

async function statuses(world: World): Promise<Record<string, number>> {
  const jobs = await world.jobs()
  return Object.fromEntries(
    Object.entries(Object.groupBy(jobs, (job) => job.status)).map(([s, of]) => [s, of.length]),
  )
}

describe('a price that rises', () => {
  const dearer = { micros: VIDEO_MICROS + 90_000, source: 'provider' as const }

  test('does not run past the limit: who does not fit any more waits for another day', async () => {
    const ai = fakeAi({ videoCost: dearer })
    const micros = 10 * WHOLE_MICROS
    const world = await openWorld({ ...ai, micros })
    await world.enqueue(TEN)
    await testWorker(world).runDue()
    // 10 were reserved at 0.26; at 0.35 there is money for 7.
    expect(await statuses(world)).toEqual({ COMPLETED: 7, DEFERRED: 3 })
    expect(await spent(world)).toBeLessThanOrEqual(micros)
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(3)
    await testWorker(world).runDue()
    expect(await statuses(world)).toEqual({ COMPLETED: 10 })
    expect(ai.bill.size).toBe(30)
  })

  test('at one provider stops at its limit, and the rest of it goes to the next month', async () => {
    const ai = fakeAi({ videoCost: dearer, billedBy })
    const month = 5 * VIDEO_MICROS
    const world = await openWorld({ ...ai, providers: { fal: { day: null, month } } })
    await world.enqueue(TEN.slice(0, 5))
    await testWorker(world).runDue()
    expect(await statuses(world)).toEqual({ COMPLETED: 3, DEFERRED: 2 })
    expect(await spent(world, '2026-11', 'fal')).toBe(3 * dearer.micros)
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.set('2026-12-01T05:00:00Z')
    expect(await admitDeferred(world.context)).toBe(2)
    await testWorker(world).runDue()
    expect(await statuses(world)).toEqual({ COMPLETED: 5 })
    expect(ai.bill.size).toBe(15)
  })
})

test('steps that are bought again do not run past the limit', async () => {
  const ai = fakeAi()
  const micros = 5 * WHOLE_MICROS
  const world = await openWorld({ ...ai, micros })
  await world.enqueue(TEN.slice(0, 5))
  const billed = { micros: IMAGE_MICROS, source: 'provider' as const }
  const failure = {
    disposition: 'retry',
    code: 'OFFLINE_FAILURE',
    params: {},
    cost: billed,
  } as const
  ai.imageAnswers.push(failure, failure, failure)
  const worker = testWorker(world)
  for (let round = 0; round < 3; round++) {
    await worker.runDue()
    world.clock.advance(60_000)
  }
  // Three frames were paid for nothing: the last video has no money.
  expect(await statuses(world)).toEqual({ COMPLETED: 4, DEFERRED: 1 })
  expect(await spent(world)).toBeLessThanOrEqual(micros)
})

test('calls under way count as spent', async () => {
  const ai = fakeAi()
  const world = await openWorld({ ...ai, micros: 4 * WHOLE_MICROS })
  await world.enqueue(TEN.slice(0, 4))
  const limits = { host: 'here', jobs: 100, micros: 2 * IMAGE_MICROS }
  const worker = testWorker(world, { limits })
  const { promise, resolve } = Promise.withResolvers<void>()
  ai.imageAnswers.push(
    () => promise,
    () => promise,
  )
  const first = [worker.run('P0'), worker.run('P1')]
  await expect.poll(() => ai.sent.length).toBe(2)
  await worker.run('P2')
  expect((await world.job('P2')).status).toBe('DEFERRED')
  resolve()
  await Promise.all(first)
  expect(await spent(world)).toBe(2 * IMAGE_MICROS)
  expect(await statuses(world)).toEqual({ QUEUED: 1, DEFERRED: 3 })
})

describe('a limit that is lowered', () => {
  test.each<[string, { jobs: number; micros: number }, Record<string, number>]>([
    ['in money', { jobs: 100, micros: 3 * WHOLE_MICROS + 1 }, { COMPLETED: 3, DEFERRED: 7 }],
    ['in videos', { jobs: 4, micros: 100 * WHOLE_MICROS }, { COMPLETED: 4, DEFERRED: 6 }],
    ['to nothing', { jobs: 0, micros: 0 }, { DEFERRED: 10 }],
  ])('%s: what is not begun waits', async (_, lower, expected) => {
    const world = await openWorld(fakeAi())
    await world.enqueue(TEN)
    const limits = { host: 'here', ...lower }
    await testWorker(world, { limits }).runDue()
    expect(await statuses(world)).toEqual(expected)
    expect(await admitDeferred({ ...world.context, limits })).toBe(0)
    expect(await spent(world)).toBeLessThanOrEqual(lower.micros)
  })
})

test('what is bought is paid by its provider, and all of the rest is given back', async () => {
  const ai = fakeAi({ billedBy, videoCost: { micros: VIDEO_MICROS - 7, source: 'provider' } })
  const world = await openWorld(ai)
  await world.enqueue(['A', 'B', 'C'])
  ai.videoAnswers.push('ok', { disposition: 'reject', code: 'OFFLINE_FAILURE', params: {} })
  const worker = testWorker(world)
  await worker.run('A')
  await worker.run('B')
  await cancel(world.context, { ...everyJob, products: ['C'] }, {})
  expect(await world.db.videoGenerationJob.count({ where: { status: { in: ENDED } } })).toBe(3)
  const rows = await world.db.dailyUsage.findMany({ where: { period: { in: [DAY, '2026-11'] } } })
  for (const row of rows) expect([row.provider, row.microsReserved]).toEqual([row.provider, 0n])
  expect(await spent(world, DAY, 'gemini')).toBe(4 * IMAGE_MICROS)
  expect(await spent(world, '2026-11', 'fal')).toBe(VIDEO_MICROS - 7)
  expect(await spent(world, '2026-11')).toBe(4 * IMAGE_MICROS + VIDEO_MICROS - 7)
  const charges = await world.db.ledgerEntry.findMany({ where: { kind: 'CHARGE' } })
  expect(charges.map((entry) => [entry.provider, entry.model, entry.step])).toContainEqual([
    'fal',
    'fake',
    'VIDEO',
  ])
})

test('jobs that were queued before reservations named providers run to their end', async () => {
  const ai = fakeAi({ billedBy })
  const world = await openWorld({ ...ai, micros: 2 * WHOLE_MICROS })
  await world.enqueue(['A', 'B'])
  // As a database of before looks once it is migrated.
  const { db } = world
  await db.videoGenerationJob.updateMany({ data: { reservedBy: {} } })
  const entries = await db.ledgerEntry.findMany()
  await db.ledgerEntry.updateMany({ data: { provider: null } })
  expect(entries).toHaveLength(2)
  await db.dailyUsage.deleteMany({ where: { provider: { not: '' } } })
  await world.books()
  await testWorker(world).runDue()
  expect(await statuses(world)).toEqual({ COMPLETED: 2 })
  expect(await spent(world, '2026-11', 'fal')).toBe(2 * VIDEO_MICROS)
})

describe('deferred jobs', () => {
  test('wait for the month and for their provider', async () => {
    const world = await openWorld({
      ...fakeAi({ billedBy }),
      month: { jobs: 3, micros: null },
      providers: { fal: { day: 2 * VIDEO_MICROS, month: null } },
    })
    const result = await world.enqueue(['A', 'B', 'C', 'D', 'E'], { onLimit: 'defer' })
    expect(result).toMatchObject({ queued: 2, deferred: 3 })
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(1)
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.set('2026-12-01T00:00:00Z')
    expect(await admitDeferred(world.context)).toBe(2)
  })

  test('that lack only a full provider do not keep others waiting', async () => {
    const ai = fakeAi({ billedBy })
    const world = await openWorld({ ...ai, providers: { gemini: { day: 0, month: null } } })
    await world.enqueue(['A', 'B'], { onLimit: 'defer' })
    const job = await world.job('B')
    for (const step of ['START_FRAME', 'END_FRAME'] as const) {
      const artefact = {
        artefactKey: step,
        sha256: '',
        sizeBytes: 1,
        contentType: '',
        recipeHash: '',
      }
      await world.db.step.create({
        data: { jobId: job.id, step, ...artefact, doneAt: world.clock() },
      })
    }
    expect(await admitDeferred(world.context)).toBe(1)
    expect((await world.job('B')).status).toBe('QUEUED')
  })
})
