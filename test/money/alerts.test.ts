import { beforeEach, describe, expect, test } from 'vitest'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { alertLimits, alertUsage, type LimitUse } from '../../src/money/alerts.ts'
import { book } from '../../src/money/book.ts'
import { release, reserve } from '../../src/money/usage.ts'
import { alertsOf, toldOf } from '../support/alerts.ts'
import { openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

const DAY = '2026-11-23'
const PERCENTS = [50, 80, 100]

let world: World
let moves: number

beforeEach(() => {
  moves = 0
})

/** A shop that is told at parts of its limits. */
async function open(limits: { jobs?: number; micros?: number } = {}): Promise<World> {
  world = await openWorld(limits)
  world.context.limits = { ...world.context.limits, alertAt: PERCENTS }
  return world
}

const subject = () => {
  world.clock.advance(1)
  const key = `move-${(moves += 1)}`
  return { key, at: world.clock(), day: DAY, batchId: 'b', source: 'estimate' as const }
}

const take = (jobs: number, micros = 0) =>
  world.db.$transaction((tx) => reserve(tx, { jobs, micros }, world.context.limits, subject()))

const giveBack = (jobs: number, micros = 0) =>
  world.db.$transaction((tx) => release(tx, { jobs, micros }, subject()))

const percents = async () => (await alertsOf(world, 'limit')).map(({ percent }) => percent)

describe('a limit that fills', () => {
  test('is told of at each percent, once', async () => {
    await open({ jobs: 10 })
    const after: number[][] = []
    for (let job = 1; job <= 10; job++) {
      await take(1)
      after.push(await percents())
    }
    expect(after.map((told) => told.length)).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2, 3])
    expect(await percents()).toEqual(PERCENTS)
    expect(await alertsOf(world, 'limit')).toContainEqual({
      period: DAY,
      provider: '',
      measure: 'jobs',
      percent: 80,
      used: 8,
      limit: 10,
    })
    await giveBack(10)
  })

  test('at once is told of once, by the highest; what is lower is no news then', async () => {
    await open({ jobs: 10 })
    await take(9)
    expect(await percents()).toEqual([80])
    await giveBack(9)
    await take(6)
    expect(await percents()).toEqual([80])
    await take(4)
    expect(await percents()).toEqual([80, 100])
    await giveBack(10)
  })

  test('in jobs and in money is two', async () => {
    await open({ jobs: 10, micros: 1_000_000 })
    await take(5, 900_000)
    expect(await alertsOf(world, 'limit')).toMatchObject([
      { measure: 'jobs', percent: 50 },
      { measure: 'micros', percent: 80, used: 900_000, limit: 1_000_000 },
    ])
    await giveBack(5, 900_000)
  })

  test('that was raised is told of anew', async () => {
    await open({ jobs: 10 })
    await take(8)
    world.context.limits = { ...world.context.limits, jobs: 100 }
    await take(1)
    expect(await percents()).toEqual([80])
    await take(41)
    expect(await percents()).toEqual([80, 50])
    await giveBack(50)
  })

  test('and refuses is not told of for the batch that was too large', async () => {
    await open({ jobs: 10 })
    expect(await take(11)).toBe(false)
    expect(await percents()).toEqual([])
  })

  test('of 0 lets nothing in and tells nothing; nor does one whose alerts are off', async () => {
    await open({ jobs: 0 })
    expect(await take(1)).toBe(false)
    world.context.limits = { host: 'here', jobs: 10, micros: 1, alertAt: [] }
    await take(0)
    expect(await percents()).toEqual([])
  })

  test('is reached where the next video does not fit any more', async () => {
    // Three fit, and the money of a fourth is missing.
    await open({ micros: Math.round(3.9 * WHOLE_MICROS) })
    await world.enqueue(['P1', 'P2', 'P3', 'P4'], { onLimit: 'defer' })
    expect(await percents()).toEqual([50])
    await admitDeferred(world.context)
    await admitDeferred(world.context)
    expect(await percents()).toEqual([50, 100])
    expect((await toldOf(world)).at(-1)).toBe(
      [
        'The limit of 2026-11-23 is reached',
        'Reserved or spent: $0.7800 of $1.01.',
        'What does not fit any more is deferred or refused.',
        'vidgen status',
      ].join('\n'),
    )
  })

  test('by what was paid beyond it is told of by whoever looks', async () => {
    await open({ micros: 1_000_000 })
    await take(1, 400_000)
    const overrun = { kind: 'RESERVE', amount: { micros: 700_000, jobs: 0 } } as const
    await world.db.$transaction((tx) => book(tx, [{ ...overrun, subject: subject() }], null))
    expect(await percents()).toEqual([])
    const look = () =>
      alertUsage(world.db, [DAY, '2026-11'], { percents: PERCENTS, at: world.clock() })
    await look()
    await look()
    expect(await percents()).toEqual([100])
    await giveBack(1, 1_100_000)
  })
})

test('months and providers with limits are told of by what reserves', async () => {
  await open()
  const month = { jobs: null, micros: 1_000_000 }
  const providers = { fal: { day: 100_000, month: null } }
  world.context.limits = { ...world.context.limits, month, providers }
  const amount = { jobs: 1, micros: 600_000, by: { fal: 90_000 } }
  await world.db.$transaction((tx) => reserve(tx, amount, world.context.limits, subject()))
  const told = await alertsOf(world, 'limit')
  expect(told).toHaveLength(2)
  expect(told).toContainEqual({
    period: '2026-11',
    provider: '',
    measure: 'micros',
    percent: 50,
    used: 600_000,
    limit: 1_000_000,
  })
  expect(told).toContainEqual({
    period: DAY,
    provider: 'fal',
    measure: 'micros',
    percent: 80,
    used: 90_000,
    limit: 100_000,
  })
  await world.db.$transaction((tx) => release(tx, amount, subject()))
})

test('other periods and providers have alerts of their own', async () => {
  await open()
  const use = { measure: 'micros', used: 40_000_000, limit: 50_000_000 } as const
  const uses: LimitUse[] = [
    { ...use, period: DAY, provider: '' },
    { ...use, period: DAY, provider: 'fal' },
    { ...use, period: '2026-11', provider: '' },
    { ...use, period: '2026-11', provider: '', measure: 'jobs', used: 1 },
  ]
  const options = { percents: PERCENTS, at: world.clock() }
  await world.db.$transaction((tx) => alertLimits(tx, uses, options))
  await world.db.$transaction((tx) => alertLimits(tx, uses, options))
  const titles = (await toldOf(world)).map((text) => text.split('\n')[0]!)
  expect(titles.toSorted()).toEqual([
    '80% of the limit of 2026-11 is used',
    '80% of the limit of 2026-11-23 for fal is used',
    '80% of the limit of 2026-11-23 is used',
  ])
})
