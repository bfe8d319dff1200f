import { describe, expect, test } from 'vitest'
import { openClient } from '../../src/db/client.ts'
import { book } from '../../src/money/book.ts'
import type { Amount } from '../../src/money/ledger.ts'
import { limitStates } from '../../src/money/limits.ts'
import { type Limits, release, reserve, roomOf, shortOf } from '../../src/money/usage.ts'
import { openWorld, type World } from '../support/world.ts'

const DAY = '2026-11-23'
const LIMITS: Limits = {
  host: 'here',
  jobs: 10,
  micros: 1_000,
  month: { jobs: 12, micros: 1_500 },
  providers: { fal: { day: 600, month: 900 }, gemini: { day: null, month: 400 } },
}

let keys = 0

function subject(day = DAY) {
  const at = new Date(`${day}T12:00:00Z`)
  return { key: `k${(keys += 1)}`, at, day, batchId: 'b1', source: 'estimate' as const }
}

const take = (world: World, amount: Amount, day = DAY, limits = LIMITS) =>
  world.db.$transaction((tx) => reserve(tx, amount, limits, subject(day)))

/** Reserved and spent by `period provider`, without rows that have neither. */
async function rows(world: World) {
  const all = await world.db.dailyUsage.findMany({ orderBy: [{ period: 'asc' }] })
  const used = all.map((row): [string, number[]] => [
    `${row.period} ${row.provider}`.trim(),
    [Number(row.microsReserved), Number(row.microsSpent), row.jobsReserved, row.jobsSpent],
  ])
  return Object.fromEntries(used)
}

const openShop = () => openWorld({ spoilt: true })

describe('a reservation', () => {
  test('counts on the rows of day and month, of all and of each provider', async () => {
    const world = await openShop()
    expect(await take(world, { jobs: 2, micros: 500, by: { fal: 400, gemini: 100 } })).toBe(true)
    expect(await take(world, { jobs: 1, micros: 50 }, '2026-11-24')).toBe(true)
    expect(await rows(world)).toEqual({
      '2026-11-23': [500, 0, 2, 0],
      '2026-11-23 fal': [400, 0, 0, 0],
      '2026-11-23 gemini': [100, 0, 0, 0],
      '2026-11-24': [50, 0, 1, 0],
      '2026-11': [550, 0, 3, 0],
      '2026-11 fal': [400, 0, 0, 0],
      '2026-11 gemini': [100, 0, 0, 0],
    })
    const entries = await world.db.ledgerEntry.findMany({ orderBy: { id: 'asc' } })
    expect(entries.map((e) => [e.provider, Number(e.amountMicros), e.jobs])).toEqual([
      ['fal', 400, 2],
      ['gemini', 100, 0],
      [null, 50, 1],
    ])
  })

  test.each<[string, Amount, string[]]>([
    ['fits exactly', { jobs: 10, micros: 1_000, by: { fal: 600, gemini: 400 } }, []],
    ['too many jobs of the day', { jobs: 11, micros: 1 }, ['2026-11-23 jobs']],
    ['too much money of the day', { jobs: 0, micros: 1_001 }, ['2026-11-23 micros']],
    [
      "too much of a provider's day",
      { jobs: 1, micros: 601, by: { fal: 601 } },
      ['2026-11-23 fal'],
    ],
    [
      "too much of a provider's month, which has no limit of a day",
      { jobs: 1, micros: 401, by: { gemini: 401 } },
      ['2026-11 gemini'],
    ],
    ['money of a provider without limits', { jobs: 1, micros: 999, by: { pika: 999 } }, []],
  ])('%s', async (_, amount, expected) => {
    const world = await openShop()
    const short = shortOf(await roomOf(world.db, DAY, LIMITS), amount)
    expect(short.map((l) => `${l.period} ${l.provider ?? l.unit}`)).toEqual(expected)
    expect(await take(world, amount)).toBe(expected.length === 0)
    const written = await world.db.ledgerEntry.count()
    expect(written > 0).toBe(expected.length === 0)
    const used = Object.values(await rows(world)).flat()
    expect(used.some((each) => each !== 0)).toBe(expected.length === 0)
  })

  test('finds the month full though the day is fresh, and the next month empty', async () => {
    const world = await openShop()
    expect(await take(world, { jobs: 8, micros: 1_000 }, '2026-11-01')).toBe(true)
    expect(await take(world, { jobs: 4, micros: 501 }, '2026-11-30')).toBe(false)
    expect(await take(world, { jobs: 5, micros: 1 }, '2026-11-30')).toBe(false)
    expect(await take(world, { jobs: 4, micros: 500 }, '2026-11-30')).toBe(true)
    expect(await roomOf(world.db, '2026-11-30', LIMITS)).toMatchObject({ jobs: 0, micros: 0 })
    expect(await take(world, { jobs: 10, micros: 1_000 }, '2026-12-01')).toBe(true)
  })

  test('is given back on every row that it was taken from', async () => {
    const world = await openShop()
    const amount = { jobs: 2, micros: 500, by: { fal: 400 } }
    await take(world, amount)
    await world.db.$transaction((tx) => release(tx, amount, subject()))
    expect(Object.values(await rows(world)).flat()).toEqual(Array.from({ length: 16 }, () => 0))
  })

  test('moves within a full month, and not into a full one', async () => {
    const world = await openShop()
    const full = { jobs: 12, micros: 1_500, by: { fal: 900 } }
    const limits = {
      ...LIMITS,
      jobs: 100,
      micros: 10_000,
      providers: { fal: { day: null, month: 900 } },
    }
    await take(world, full, DAY, limits)
    const move = (to: string) =>
      world.db.$transaction((tx) =>
        book(
          tx,
          [
            { kind: 'RELEASE', amount: full, subject: subject(DAY) },
            { kind: 'RESERVE', amount: full, subject: subject(to) },
          ],
          limits,
        ),
      )
    expect(await take(world, { jobs: 1, micros: 1 }, '2026-12-01', limits)).toBe(true)
    expect(await move('2026-12-01')).toBe(false)
    expect(await move('2026-11-24')).toBe(true)
    expect(await rows(world)).toMatchObject({
      '2026-11-23 fal': [0, 0, 0, 0],
      '2026-11-24 fal': [900, 0, 0, 0],
      '2026-11 fal': [900, 0, 0, 0],
      '2026-11': [1_500, 0, 12, 0],
    })
  })
})

test('hosts with different limits of month and provider: the lowest of each holds, unset is none', async () => {
  const world = await openShop()
  const there: Limits = {
    host: 'there',
    jobs: 100,
    micros: 10_000,
    month: { jobs: null, micros: 700 },
    providers: { fal: { day: 100, month: null } },
  }
  expect(await take(world, { jobs: 1, micros: 50, by: { fal: 50 } }, DAY, there)).toBe(true)
  expect(await take(world, { jobs: 1, micros: 651 })).toBe(false)
  expect(await take(world, { jobs: 1, micros: 51, by: { fal: 51 } })).toBe(false)
  expect(await take(world, { jobs: 12, micros: 1 })).toBe(false)
  expect(await take(world, { jobs: 1, micros: 650 })).toBe(true)
  // Once that host sets no limit any more, and acts, only the other's holds.
  const { month: _, providers: __, ...plain } = there
  await take(world, { jobs: 0, micros: 0, by: { fal: 0 } }, DAY, plain)
  expect(await take(world, { jobs: 1, micros: 100 })).toBe(true)
})

test('all limits in force are told, the tightest first', async () => {
  const world = await openShop()
  await take(world, { jobs: 3, micros: 500, by: { fal: 150, gemini: 350 } })
  const states = await limitStates(world.db, { day: DAY, limits: LIMITS })
  const told = states.map((l) => [l.period, l.provider, l.unit, l.used, l.limit])
  expect(told).toEqual([
    ['2026-11', 'gemini', 'micros', 350, 400],
    [DAY, null, 'micros', 500, 1_000],
    ['2026-11', null, 'micros', 500, 1_500],
    [DAY, null, 'jobs', 3, 10],
    [DAY, 'fal', 'micros', 150, 600],
    ['2026-11', null, 'jobs', 3, 12],
    ['2026-11', 'fal', 'micros', 150, 900],
  ])
  expect(await world.db.dailyUsage.count()).toBe(6)
})

test('of many at once on two connections exactly what the month and a provider allow is admitted', async () => {
  const world = await openShop()
  const other = await openClient(world.database)
  const dbs = [world.db, other]
  const limits: Limits = {
    ...LIMITS,
    jobs: 100,
    micros: 100_000,
    month: { jobs: 100, micros: 100_000 },
    providers: { fal: { day: null, month: 700 } },
  }
  try {
    const taken = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        dbs[index % 2]!.$transaction((tx) =>
          reserve(tx, { jobs: 1, micros: 150, by: { fal: 100 } }, limits, subject()),
        ),
      ),
    )
    expect(taken.filter(Boolean)).toHaveLength(7)
    expect(await rows(world)).toMatchObject({
      '2026-11 fal': [700, 0, 0, 0],
      '2026-11': [1_050, 0, 7, 0],
    })
  } finally {
    await other.$disconnect()
  }
})
