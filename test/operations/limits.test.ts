/** Limits that a person sets for a day or a month. */
import { describe, expect, test } from 'vitest'
import { openClient } from '../../src/db/client.ts'
import type { VidgenError } from '../../src/errors.ts'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { roomOf } from '../../src/money/usage.ts'
import { changeLimit, readLimits } from '../../src/operations/limits.ts'
import type { LimitOptions } from '../../src/requests.ts'
import { describeError } from '../../src/text/describe.ts'
import { DAY_MS } from '../support/clock.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, VIDEO_MICROS, WHOLE_MICROS, type World } from '../support/world.ts'

const DAY = '2026-11-23'
const FIVE = ['A', 'B', 'C', 'D', 'E']
const billedBy = { images: 'gemini', videos: 'fal' } as const

function set(world: World, options: Partial<LimitOptions>) {
  const asked = { span: 'day', provider: null, reason: 'autumn sale', ...options } as const
  return changeLimit({ ...world.context, actor: 'anna' }, asked)
}

/** `period provider unit`: limit, reserved, spent, left. */
async function shown(world: World) {
  const { limits } = await readLimits(world.context)
  return Object.fromEntries(
    limits.map((use) => [
      `${use.period} ${use.provider ?? 'all'} ${use.unit}`,
      [use.limit, use.reserved, use.spent, use.left],
    ]),
  )
}

async function refusal(world: World, products = FIVE) {
  const error = (await world.enqueue(products).catch((thrown: unknown) => thrown)) as VidgenError
  return describeError(error.code, error.params)
}

test('every limit in force is shown: day and month, all and each provider', async () => {
  const world = await openWorld({
    ...fakeAi({ billedBy }),
    jobs: 4,
    micros: 2_000_000,
    month: { jobs: null, micros: 9_000_000 },
    providers: { fal: { day: null, month: 3_000_000 } },
  })
  await world.enqueue(['A', 'B'])
  await testWorker(world).run('A')
  const frames = WHOLE_MICROS - VIDEO_MICROS
  expect(await shown(world)).toEqual({
    '2026-11-23 all jobs': [4, 1, 1, 2],
    '2026-11-23 all micros': [2_000_000, WHOLE_MICROS, WHOLE_MICROS, 2_000_000 - 2 * WHOLE_MICROS],
    '2026-11-23 fal micros': [null, VIDEO_MICROS, VIDEO_MICROS, null],
    '2026-11-23 gemini micros': [null, frames, frames, null],
    '2026-11 all jobs': [null, 1, 1, null],
    '2026-11 all micros': [9_000_000, WHOLE_MICROS, WHOLE_MICROS, 9_000_000 - 2 * WHOLE_MICROS],
    '2026-11 fal micros': [3_000_000, VIDEO_MICROS, VIDEO_MICROS, 3_000_000 - 2 * VIDEO_MICROS],
    '2026-11 gemini micros': [null, frames, frames, null],
  })
})

describe('an exception', () => {
  test('lets in what the settings refuse, at once, and ends with its day', async () => {
    const world = await openWorld({ jobs: 2 })
    const result = await set(world, { jobs: 4 })
    expect(result).toMatchObject({
      dryRun: false,
      changed: { period: DAY, provider: null, limits: [{ unit: 'jobs', from: 2, to: 4 }] },
    })
    expect(await world.enqueue(FIVE, { onLimit: 'defer' })).toMatchObject({
      queued: 4,
      deferred: 1,
    })
    expect(await set(world, { jobs: 5 })).toMatchObject({
      changed: { limits: [{ from: 4, to: 5 }] },
    })
    expect(await admitDeferred(world.context)).toBe(1)
    world.clock.advance(DAY_MS)
    expect(await refusal(world, ['F', 'G', 'H'])).toMatchObject({
      message: expect.stringContaining('today has room for 2 (limit 2 jobs'),
    })
  })

  test('of a month and of a provider', async () => {
    const world = await openWorld({
      ...fakeAi({ billedBy }),
      month: { jobs: 1, micros: null },
      providers: { fal: { day: null, month: VIDEO_MICROS } },
    })
    await set(world, { span: 'month', jobs: 9 })
    expect(await world.enqueue(FIVE, { onLimit: 'trim' })).toMatchObject({ queued: 1 })
    await set(world, { span: 'month', provider: 'fal', micros: 3 * VIDEO_MICROS })
    expect(await world.enqueue(FIVE, { onLimit: 'trim' })).toMatchObject({ queued: 2 })
    expect(await shown(world)).toMatchObject({
      '2026-11 all jobs': [9, 3, 0, 6],
      '2026-11 fal micros': [3 * VIDEO_MICROS, 3 * VIDEO_MICROS, 0, 0],
    })
    world.clock.set('2026-12-01T00:00:00Z')
    expect(await shown(world)).toMatchObject({ '2026-12 all jobs': [1, 0, 0, 1] })
  })

  test('comes before the settings of every host, which hold again once it is ended', async () => {
    const world = await openWorld({ jobs: 3 })
    const there = { ...world.context.limits, host: 'there', jobs: 1 }
    const context = { ...world.context, limits: there }
    await world.enqueue(['A'])
    await changeLimit(context, { span: 'day', provider: null, jobs: 2, reason: 'x' })
    expect(await world.enqueue(['B'])).toMatchObject({ queued: 1 })
    expect(await set(world, { end: true })).toMatchObject({
      changed: { ended: true, limits: [{ unit: 'jobs', from: 2, to: 1 }] },
    })
    expect((await refusal(world, ['C'])).message).toContain(
      'Hosts have different limits, the lowest holds:',
    )
    expect(await set(world, { end: true })).toMatchObject({ changed: null })
    expect(await world.db.limitException.count()).toBe(2)
  })

  test('of videos leaves one of money as it is, each with its own word', async () => {
    const world = await openWorld({ jobs: 1, micros: WHOLE_MICROS })
    await set(world, { jobs: 3 })
    world.clock.advance(1_000)
    const berta = { ...world.context, actor: 'berta' }
    const reason = 'dearer now'
    await changeLimit(berta, { span: 'day', provider: null, micros: 2 * WHOLE_MICROS, reason })
    const { all } = (await roomOf(world.db, DAY, world.context.limits)).state
    expect(all.map(({ unit, limit, exception }) => ({ unit, limit, exception }))).toEqual(
      expect.arrayContaining([
        {
          unit: 'jobs',
          limit: 3,
          exception: expect.objectContaining({ by: 'anna', reason: 'autumn sale', settings: 1 }),
        },
        {
          unit: 'micros',
          limit: 2 * WHOLE_MICROS,
          exception: expect.objectContaining({ by: 'berta', reason, settings: WHOLE_MICROS }),
        },
      ]),
    )
    expect((await refusal(world)).message).toMatch(
      /limit 3 jobs, \$0\.5200.*raised to 3 jobs by anna because "autumn sale"\. .*raised to \$0\.5200 by berta because "dearer now"\.$/,
    )
    expect((await refusal(world)).hint).toContain('raise the limit of today (vidgen limit).')
  })

  test('below what is reserved undoes nothing, lets nothing in, and stops purchases beyond it', async () => {
    const world = await openWorld({ ...fakeAi({ billedBy }), jobs: 5 })
    await world.enqueue(FIVE)
    const { limits } = await set(world, { jobs: 2 })
    expect(limits[0]).toMatchObject({ limit: 2, reserved: 5, left: 0 })
    expect(await world.db.videoGenerationJob.count({ where: { status: 'QUEUED' } })).toBe(5)
    expect((await refusal(world, ['F'])).message).toContain('lowered to 2 jobs by anna')
    await testWorker(world).runDue()
    const jobs = await world.jobs()
    expect(Object.groupBy(jobs, (job) => job.status)).toMatchObject({
      COMPLETED: { length: 2 },
      DEFERRED: { length: 3 },
    })
    const waiting = jobs.find((job) => job.status === 'DEFERRED')!
    expect(describeError(waiting.errorCode!, waiting.errorParams).message).toContain(
      'was lowered to 2 jobs by anna because "autumn sale".',
    )
    expect(await admitDeferred(world.context)).toBe(0)
  })

  test('of nothing at all stops everything', async () => {
    const world = await openWorld()
    await set(world, { jobs: 0, micros: 0 })
    expect(await world.enqueue(FIVE, { onLimit: 'defer' })).toMatchObject({ queued: 0 })
    expect(await admitDeferred(world.context)).toBe(0)
  })

  test('only looked at changes nothing', async () => {
    const world = await openWorld({ jobs: 2 })
    expect(await set(world, { jobs: 7, dryRun: true })).toMatchObject({
      dryRun: true,
      changed: { limits: [{ from: 2, to: 7 }] },
    })
    expect(await world.db.limitException.count()).toBe(0)
    expect(await world.db.dailyUsage.count()).toBe(0)
  })

  test.each([
    ['videos of one provider', { provider: 'fal', jobs: 1 }, 'USAGE_CONFLICT'],
    ['nothing said', {}, 'USAGE_NEEDS_ONE_OF'],
  ])('%s is refused', async (_, options, code) => {
    const world = await openWorld()
    await expect(set(world, options)).rejects.toMatchObject({ code })
    expect(await world.db.limitException.count()).toBe(0)
  })
})

test('raised and lowered while many reserve, no more gets in than the limit that holds', async () => {
  const world = await openWorld({ jobs: 2 })
  const other = await openClient(world.database)
  try {
    const there = { ...world, context: { ...world.context, db: other } }
    const enqueues = Array.from({ length: 12 }, (_, n) =>
      world.enqueue([`P${n}`]).then(
        () => 1,
        () => 0,
      ),
    )
    await Promise.all([set(there, { jobs: 7 }), ...enqueues])
    const admitted = await Promise.all(enqueues)
    const count = admitted.reduce<number>((sum, one) => sum + one, 0)
    expect(count).toBeGreaterThanOrEqual(2)
    expect(count).toBeLessThanOrEqual(7)
    const late = Array.from({ length: 12 }, (_, n) =>
      world.enqueue([`Q${n}`]).then(
        () => 1,
        () => 0,
      ),
    )
    const more = (await Promise.all(late)).reduce<number>((sum, one) => sum + one, 0)
    expect(count + more).toBe(7)
  } finally {
    await other.$disconnect()
  }
})
