import { describe, expect, test } from 'vitest'
import { slowDown, speedUp, waitForTurn } from '../../src/jobs/pace.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'

const LIMITS = { inFlight: 5, perMinute: 3 }

const turn = (world: World, limits = LIMITS) =>
  world.db.$transaction((tx) => waitForTurn(tx, { provider: 'offline', limits, at: world.clock() }))

const ask = (world: World, waitMs?: number) =>
  world.db.$transaction((tx) =>
    slowDown(tx, { provider: 'offline', waitMs, code: 'AI_UNAVAILABLE', at: world.clock() }),
  )

test('without limits nobody waits, and nothing is read', async () => {
  const world = await openWorld()
  await ask(world, 60_000)
  expect(await turn(world, { inFlight: 0, perMinute: 0 })).toBe(0)
})

test('a minute takes so many calls; the next waits until the oldest of them is a minute old', async () => {
  const ai = fakeAi()
  const world = await openWorld(ai)
  await world.enqueue(['P1'])
  await testWorker(world).runDue()
  expect(await world.db.providerCall.count()).toBe(3)
  world.clock.advance(20_000)
  expect(await turn(world)).toBe(40_000)
  expect(await turn(world, { ...LIMITS, perMinute: 4 })).toBe(0)
  world.clock.advance(40_000)
  expect(await turn(world)).toBe(0)
})

describe('a provider that asks to wait', () => {
  test('is left alone by everybody for as long as it says', async () => {
    const world = await openWorld()
    await ask(world, 17_000)
    expect(await turn(world)).toBe(17_000)
    world.clock.advance(17_001)
    expect(await turn(world)).toBe(0)
  })

  test('that says nothing is left alone for longer each time, five minutes at most', async () => {
    const world = await openWorld()
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      await ask(world)
      // Calls that were under way at the same time tell nothing new.
      await ask(world)
      const wait = await turn(world)
      waits.push(wait)
      world.clock.advance(wait + 1)
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  })

  test('and answers again is asked as before', async () => {
    const world = await openWorld()
    await ask(world)
    await world.db.$transaction((tx) => speedUp(tx, 'offline'))
    expect(await turn(world)).toBe(0)
    await ask(world)
    expect(await turn(world)).toBe(10_000)
  })

  test('in a run keeps the other jobs from asking, without attempts', async () => {
    const ai = fakeAi()
    const world = await openWorld({ ...ai, providerLimits: { offline: LIMITS } })
    await world.enqueue(['P1'])
    ai.imageAnswers.push({
      disposition: 'wait',
      code: 'AI_RATE_LIMITED',
      params: { provider: 'offline', reason: '429' },
      waitMs: 30_000,
    })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1 })
    expect(await turn(world)).toBe(30_000)
  })

  test('is tried with one call at a time until it takes one', async () => {
    const ai = fakeAi()
    const world = await openWorld({ ...ai, providerLimits: { offline: LIMITS } })
    await world.enqueue(['P1', 'P2'])
    await ask(world)
    world.clock.advance(10_001)
    const { promise, resolve } = Promise.withResolvers<void>()
    ai.imageAnswers.push(() => promise)
    const trial = testWorker(world).run('P1')
    await expect.poll(() => ai.sent.length).toBe(1)
    expect(await turn(world)).toBe(1_000)
    // P2 waits for its turn, and hands back because its worker drains.
    await testWorker(world, { draining: () => true }).run('P2')
    expect(await world.job('P2')).toMatchObject({ status: 'QUEUED', attempt: 1 })
    expect(ai.sent).toHaveLength(1)
    resolve()
    await trial
    expect(await world.db.providerPace.findMany()).toMatchObject([{ waits: 0, notBefore: null }])
    world.clock.advance(60_000)
    await testWorker(world).runDue()
    expect((await world.jobs()).map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED'])
  })

  test('whose trial nobody will answer any more is tried by another', async () => {
    const ai = fakeAi({ answersWithinMs: 5_000 })
    const world = await openWorld({ ...ai, providerLimits: { offline: LIMITS } })
    await world.enqueue(['P1'])
    await ask(world)
    world.clock.advance(10_001)
    const { promise, resolve } = Promise.withResolvers<void>()
    ai.imageAnswers.push(() => promise)
    const trial = testWorker(world).run('P1')
    await expect.poll(() => ai.sent.length).toBe(1)
    world.clock.advance(20_001)
    expect(await turn(world)).toBe(0)
    resolve()
    await trial
  })
})
