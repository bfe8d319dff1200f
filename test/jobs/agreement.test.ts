/** What people agreed to pay, when prices rise between queueing and buying, or nobody knows them. */
import { describe, expect, test } from 'vitest'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { approve } from '../../src/jobs/approve.ts'
import { endHolds } from '../../src/jobs/holds.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { DAY_MS } from '../support/clock.ts'
import { type FakeAi, fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import {
  IMAGE_MICROS,
  openWorld,
  VIDEO_MICROS,
  WHOLE_MICROS,
  type World,
  type WorldOptions,
} from '../support/world.ts'

const DAY = '2026-11-23'
const RISE = 90_000
const billed = {
  disposition: 'retry',
  code: 'OFFLINE_FAILURE',
  params: {},
  cost: { micros: IMAGE_MICROS, source: 'provider' },
} as const

async function openShop(options: WorldOptions = {}): Promise<{ world: World; ai: FakeAi }> {
  const ai = fakeAi()
  return { world: await openWorld({ ...ai, ...options }), ai }
}

const say = (world: World, reject = false) =>
  approve(world.context, { ...everyJob, statuses: ['AWAITING_APPROVAL'] }, { reject })

async function approved(world: World, products: string[]) {
  await world.enqueue(products, { hold: ['cost'] })
  await say(world)
}

/** Reserved and spent today. */
async function used(world: World) {
  const row = await world.db.dailyUsage.findUnique({
    where: { period_provider: { period: DAY, provider: '' } },
  })
  return [Number(row?.microsReserved), Number(row?.microsSpent)]
}

const runDue = (world: World) => testWorker(world).runDue()

describe('a job that was approved, when its price has risen', () => {
  test('waits before anything is bought, with its money, and goes on once that is approved', async () => {
    const { world, ai } = await openShop()
    await approved(world, ['A'])
    ai.prices.video += RISE
    await runDue(world)
    expect(await world.job('A')).toMatchObject({
      status: 'AWAITING_APPROVAL',
      awaits: 'price',
      awaitsMicros: BigInt(WHOLE_MICROS + RISE),
      reservedMicros: BigInt(WHOLE_MICROS),
      costMicros: 0n,
    })
    expect(ai.sent).toEqual([])
    expect(await say(world)).toMatchObject({ queued: 1, estimateMicros: WHOLE_MICROS + RISE })
    expect(await used(world)).toEqual([WHOLE_MICROS + RISE, 0])
    await runDue(world)
    expect((await world.job('A')).status).toBe('COMPLETED')
    expect(await used(world)).toEqual([0, WHOLE_MICROS + RISE])
  })

  test('while it is made, keeps its frames and waits before the video', async () => {
    const { world, ai } = await openShop()
    await approved(world, ['A'])
    ai.imageAnswers.push('ok', async () => void (ai.prices.video += RISE))
    await runDue(world)
    expect(await world.job('A')).toMatchObject({
      awaits: 'price',
      awaitsMicros: BigInt(VIDEO_MICROS + RISE),
      costMicros: BigInt(2 * IMAGE_MICROS),
    })
    expect(ai.sent).toHaveLength(2)
    await say(world)
    await runDue(world)
    expect((await world.job('A')).status).toBe('COMPLETED')
    expect(ai.sent).toHaveLength(3)
  })

  test('gives its money back when that is rejected', async () => {
    const { world, ai } = await openShop()
    await approved(world, ['A'])
    ai.prices.image += 1
    await runDue(world)
    expect(await say(world, true)).toMatchObject({ rejected: 1, releasedMicros: WHOLE_MICROS })
    expect(await used(world)).toEqual([0, 0])
    expect((await world.job('A')).status).toBe('CANCELLED')
  })

  test('once more after the approval, is asked about once more', async () => {
    const { world, ai } = await openShop()
    await approved(world, ['A'])
    ai.prices.video += RISE
    await runDue(world)
    await say(world)
    ai.prices.video += 1
    await runDue(world)
    expect(await world.job('A')).toMatchObject({
      awaits: 'price',
      awaitsMicros: BigInt(WHOLE_MICROS + RISE + 1),
    })
  })

  test('and the day is full, is deferred with what was agreed', async () => {
    const { world, ai } = await openShop({ micros: WHOLE_MICROS })
    await approved(world, ['A'])
    ai.prices.video += RISE
    await runDue(world)
    const onLimit = 'defer' as const
    await expect(say(world)).rejects.toMatchObject({ code: 'LIMIT_REACHED' })
    await approve(world.context, { ...everyJob, products: ['A'] }, { onLimit })
    expect((await world.job('A')).status).toBe('DEFERRED')
    world.clock.advance(DAY_MS)
    const limits = { ...world.context.limits, micros: WHOLE_MICROS + RISE }
    expect(await admitDeferred({ ...world.context, limits })).toBe(1)
    await testWorker(world, { limits }).runDue()
    expect((await world.job('A')).status).toBe('COMPLETED')
  })

  test('before its day came, waits on that day', async () => {
    const { world, ai } = await openShop({ jobs: 1 })
    await world.enqueue(['A', 'B'], { hold: ['cost'], onLimit: 'defer' })
    await say(world)
    await runDue(world)
    expect((await world.job('B')).status).toBe('DEFERRED')
    ai.prices.video += RISE
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(1)
    await runDue(world)
    expect(await world.job('B')).toMatchObject({ status: 'AWAITING_APPROVAL', awaits: 'price' })
    expect(ai.sent).toHaveLength(3)
  })

  test('has a step billed for nothing, waits before it buys that again', async () => {
    const { world, ai } = await openShop()
    await approved(world, ['A'])
    ai.imageAnswers.push(billed)
    await runDue(world)
    world.clock.advance(60_000)
    await runDue(world)
    expect(await world.job('A')).toMatchObject({
      status: 'AWAITING_APPROVAL',
      awaits: 'price',
      awaitsMicros: BigInt(WHOLE_MICROS),
      costMicros: BigInt(IMAGE_MICROS),
    })
    await say(world)
    await runDue(world)
    expect((await world.job('A')).status).toBe('COMPLETED')
  })

  test('fallen, goes on', async () => {
    const { world, ai } = await openShop()
    await approved(world, ['A'])
    ai.prices.video -= RISE
    await runDue(world)
    expect((await world.job('A')).status).toBe('COMPLETED')
  })

  test('who retries it agrees to what that costs; what was to be approved is asked anew', async () => {
    const { world, ai } = await openShop()
    await approved(world, ['A', 'B'])
    ai.videoAnswers.push({ disposition: 'reject', code: 'OFFLINE_FAILURE', params: {} })
    await testWorker(world).run('A')
    ai.prices.video += RISE
    await testWorker(world).run('B')
    await say(world, true)
    await retry(world.context, everyJob, {})
    await runDue(world)
    expect((await world.job('A')).status).toBe('COMPLETED')
    expect(await world.job('B')).toMatchObject({ status: 'AWAITING_APPROVAL', awaits: 'price' })
  })
})

describe('a job that nobody was asked about, when its price has risen', () => {
  test('goes on where the limit has room for it', async () => {
    const { world, ai } = await openShop({ micros: WHOLE_MICROS + RISE })
    await world.enqueue(['A'])
    ai.prices.video += RISE
    await runDue(world)
    expect((await world.job('A')).status).toBe('COMPLETED')
    expect(await used(world)).toEqual([0, WHOLE_MICROS + RISE])
  })

  test('waits for another day where it has not, and keeps what it bought', async () => {
    const { world, ai } = await openShop({ micros: WHOLE_MICROS + RISE - 1 })
    await world.enqueue(['A'])
    ai.prices.video += RISE
    await runDue(world)
    expect(await world.job('A')).toMatchObject({ status: 'DEFERRED', errorCode: 'LIMIT_FULL' })
    expect(await used(world)).toEqual([0, 2 * IMAGE_MICROS])
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(1)
    await runDue(world)
    expect((await world.job('A')).status).toBe('COMPLETED')
    expect(ai.sent).toHaveLength(3)
  })

  test.each<[string, number, string[]]>([
    ['stays below what may be spent unasked: it goes on', 3 * RISE, ['COMPLETED', 'COMPLETED']],
    ['comes above that: who makes it so waits', RISE, ['COMPLETED', 'AWAITING_APPROVAL']],
  ])('and its batch %s', async (_, room, expected) => {
    const approvalAboveMicros = 2 * WHOLE_MICROS + room
    const { world, ai } = await openShop({ approvalAboveMicros })
    await world.enqueue(['A', 'B'])
    ai.prices.video += RISE
    await testWorker(world).run('A')
    await testWorker(world).run('B')
    expect((await world.jobs()).map((job) => job.status)).toEqual(expected)
    expect((await used(world))[1]).toBeLessThanOrEqual(approvalAboveMicros)
    await runDue(world)
    const waiting = expected.filter((status) => status === 'AWAITING_APPROVAL').length
    expect(await say(world)).toMatchObject({ queued: waiting })
    await runDue(world)
    expect((await world.job('B')).status).toBe('COMPLETED')
  })
})

const mend = (ai: FakeAi, of: 'image' | 'video', micros: number) =>
  Object.defineProperty(ai.prices, of, { value: micros, writable: true })

describe.each([
  ['is missing', null],
  ['is no number', Number.NaN],
  ['is below nothing', -1],
  ['is a part of a micro-dollar', 0.5],
])('a price that %s', (_, price) => {
  const spoil = (ai: FakeAi, of: 'image' | 'video') => {
    if (price !== null) ai.prices[of] = price
    else {
      Object.defineProperty(ai.prices, of, {
        configurable: true,
        get: () => {
          throw new RangeError('no price')
        },
      })
    }
  }
  test.each(['image', 'video'] as const)('lets no job in: %s', async (of) => {
    const { world, ai } = await openShop()
    spoil(ai, of)
    for (const onLimit of ['reject', 'trim', 'defer'] as const) {
      await expect(world.enqueue(['A'], { onLimit })).rejects.toMatchObject({
        code: 'CONFIG_PRICE_MISSING',
      })
    }
    expect(await world.jobs()).toEqual([])
    expect(await world.db.ledgerEntry.count()).toBe(0)
  })

  test('admits nothing that was deferred', async () => {
    const { world, ai } = await openShop({ jobs: 0 })
    await world.enqueue(['A'], { onLimit: 'defer' })
    spoil(ai, 'image')
    const limits = { ...world.context.limits, jobs: 5 }
    expect(await admitDeferred({ ...world.context, limits })).toBe(0)
    expect(await world.job('A')).toMatchObject({
      status: 'DEFERRED',
      reservedMicros: 0n,
      errorCode: 'CONFIG_PRICE_MISSING',
    })
  })

  test('once it is queued lets nothing be bought, and pauses its provider', async () => {
    const { world, ai } = await openShop()
    await world.enqueue(['A'])
    spoil(ai, 'video')
    await runDue(world)
    expect(ai.sent).toEqual([])
    expect(await world.job('A')).toMatchObject({ status: 'QUEUED', heldFor: 'offline' })
    expect(await world.db.hold.findFirst()).toMatchObject({ code: 'CONFIG_PRICE_MISSING' })
    mend(ai, 'video', VIDEO_MICROS)
    const by = { actor: 'tester', at: world.clock() }
    await world.db.$transaction((tx) => endHolds(tx, null, by))
    await runDue(world)
    expect((await world.job('A')).status).toBe('COMPLETED')
  })
})
