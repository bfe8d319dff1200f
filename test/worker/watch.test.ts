import { describe, expect, test } from 'vitest'
import type { AlertRules } from '../../src/notify/alert.ts'
import { createWatch } from '../../src/worker/watch.ts'
import { alertsOf, toldOf } from '../support/alerts.ts'
import { endJobs as end } from '../support/ended.ts'
import { openWorld, type World } from '../support/world.ts'

const RULES: AlertRules = {
  at: [],
  failurePercent: 20,
  costPercent: 50,
  minJobs: 10,
  windowMs: 3_600_000,
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Without books: these jobs have no ledger. */
async function open(rules: Partial<AlertRules> = {}) {
  const world = await openWorld()
  const watch = createWatch({ ...RULES, ...rules })
  const look = async () => {
    await watch(world.context)
    world.clock.advance(MINUTE_MS)
  }
  return { world, look }
}

/** The books of a test are checked when it ends: there must be none that do not balance. */
const forget = (world: World) =>
  world.db.videoGenerationJob.updateMany({
    data: { costMicros: 0, claimKey: null, status: 'FAILED' },
  })

describe('failures', () => {
  test.each([
    { now: { completed: 8, failed: 2 }, told: true },
    { now: { completed: 9, failed: 1 }, told: false, why: 'too few of them' },
    { now: { completed: 0, failed: 9 }, told: false, why: 'too few videos' },
    { now: { completed: 8, failed: 2 }, before: { completed: 90, failed: 10 }, told: true },
    {
      now: { completed: 8, failed: 2 },
      before: { completed: 85, failed: 15 },
      told: false,
      why: 'usual',
    },
    { now: { completed: 7, failed: 3 }, before: { completed: 85, failed: 15 }, told: true },
    { now: { completed: 8, failed: 2 }, before: { failed: 9 }, told: true, why: 'too few before' },
    { now: { completed: 8, failed: 2 }, rules: { failurePercent: 0 }, told: false, why: 'off' },
    { now: { completed: 2, failed: 2 }, rules: { minJobs: 4 }, told: true },
  ])('$now after $before: told $told ($why)', async ({ now, before, rules, told }) => {
    const { world, look } = await open(rules)
    await end(world, { ...before, agoMs: DAY_MS })
    await end(world, now)
    await look()
    expect(await alertsOf(world, 'failures')).toHaveLength(told ? 1 : 0)
    await forget(world)
  })

  test('of another hour or week are no news, and no measure', async () => {
    const { world, look } = await open()
    await end(world, { failed: 20, agoMs: 2 * 60 * MINUTE_MS })
    await look()
    expect(await alertsOf(world, 'failures')).toEqual([])
    await end(world, { failed: 100, agoMs: 8 * DAY_MS })
    await world.db.videoGenerationJob.updateMany({
      where: { finishedAt: { gt: new Date(world.clock().getTime() - DAY_MS) } },
      data: { finishedAt: new Date(world.clock().getTime() - 9 * DAY_MS) },
    })
    await end(world, { completed: 8, failed: 2 })
    await look()
    expect(await alertsOf(world, 'failures')).toMatchObject([{ usualPercent: null }])
    await forget(world)
  })

  test('are told once a day and reason, with the most frequent reason', async () => {
    const { world, look } = await open()
    await end(world, { completed: 30, agoMs: DAY_MS })
    await end(world, { completed: 5, failed: 2 })
    await end(world, { failed: 3, code: 'MEDIA_NOT_A_PICTURE' })
    await look()
    await look()
    expect(await alertsOf(world, 'failures')).toEqual([
      {
        windowMin: 60,
        failed: 5,
        ended: 10,
        usualPercent: 0,
        code: 'MEDIA_NOT_A_PICTURE',
        params: {},
      },
    ])
    expect((await toldOf(world))[0]!.split('\n').slice(0, 2)).toEqual([
      '5 of 10 videos failed in the last hour',
      'That is 50%, 0% in the 7 days before.',
    ])
    await end(world, { failed: 9 })
    await look()
    expect((await alertsOf(world, 'failures')).map(({ code }) => code)).toEqual([
      'MEDIA_NOT_A_PICTURE',
      'OFFLINE_FAILURE',
    ])
    await forget(world)
  })
})

describe('the cost of a video', () => {
  test.each([
    { cost: 390_000, told: true, why: 'half more than the estimate' },
    { cost: 380_000, told: false, why: 'less than half more' },
    { cost: 390_000, before: 300_000, told: false, why: 'usual by now' },
    { cost: 200_000, before: 100_000, told: true, why: 'twice the usual' },
    { cost: 390_000, rules: { costPercent: 0 }, told: false, why: 'off' },
    { cost: 390_000, rules: { minJobs: 11 }, told: false, why: 'too few videos' },
    { cost: 390_000, before: 0, told: false, why: 'nothing to compare with' },
  ])('of $cost after $before: told $told ($why)', async ({ cost, before, rules, told }) => {
    const { world, look } = await open(rules)
    if (before !== undefined) await end(world, { completed: 10, cost: before, agoMs: DAY_MS })
    await end(world, { completed: 10, cost })
    await look()
    await look()
    const alerts = await alertsOf(world, 'cost')
    expect(alerts).toHaveLength(told ? 1 : 0)
    await forget(world)
  })

  test('says what it is compared with', async () => {
    const { world, look } = await open()
    await end(world, { completed: 10, cost: 600_000 })
    await look()
    expect((await toldOf(world))[0]!.split('\n').slice(0, 2)).toEqual([
      'A video costs $0.6000, not $0.2600 as usual',
      'The first is of the 10 videos of the last hour, the second their estimate.',
    ])
    await forget(world)
  })
})

test('rates are looked at once a minute, limits every time', async () => {
  const { world } = await open()
  const watch = createWatch({ ...RULES, at: [50] })
  await watch(world.context)
  await end(world, { failed: 10 })
  await watch(world.context)
  expect(await alertsOf(world, 'failures')).toEqual([])
  await world.enqueue(Array.from({ length: 60 }, (_, at) => `P${at}`))
  await watch(world.context)
  expect(await alertsOf(world, 'limit')).toMatchObject([{ percent: 50, used: 60 }])
  world.clock.advance(MINUTE_MS)
  await watch(world.context)
  expect(await alertsOf(world, 'failures')).toHaveLength(1)
})
