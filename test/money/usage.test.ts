import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openClient } from '../../src/db/client.ts'
import type { Tx } from '../../src/db/client.ts'
import { book } from '../../src/money/book.ts'
import type { Amount, EntrySubject } from '../../src/money/ledger.ts'
import { type Limits, release, reserve, roomOf } from '../../src/money/usage.ts'
import { openWorld, type World } from '../support/world.ts'

const DAY = '2026-11-23'
const LIMITS: Limits = { host: 'here', jobs: 10, micros: 1000 }

let keys = 0

function subject(day = DAY) {
  const at = new Date(`${day}T12:00:00Z`)
  return { key: `k${(keys += 1)}`, at, day, batchId: 'b1', source: 'estimate' as const }
}

const charge = (tx: Tx, amount: Amount, subject: EntrySubject) =>
  book(tx, [{ kind: 'CHARGE', amount, subject }], null)

const reserveOverrun = (tx: Tx, micros: number, subject: EntrySubject) =>
  book(tx, [{ kind: 'RESERVE', amount: { micros, jobs: 0 }, subject }], null)

const take = (world: World, jobs: number, micros: number, limits = LIMITS) =>
  world.db.$transaction((tx) => reserve(tx, { jobs, micros }, limits, subject()))

/** The day's row beside what the ledger makes of the day. */
async function row(world: World) {
  const day = await world.db.dailyUsage.findFirst({ where: { period: DAY } })
  return {
    jobs: [day?.jobsReserved ?? 0, day?.jobsSpent ?? 0],
    micros: [Number(day?.microsReserved ?? 0), Number(day?.microsSpent ?? 0)],
  }
}

/** The ledger of these tests has no jobs: it is emptied so that the shop's books agree at the end. */
async function forget(world: World): Promise<void> {
  await world.db.ledgerEntry.deleteMany()
  await world.db.spentTotal.deleteMany()
  await world.db.dailyUsage.deleteMany()
}

describe('a reservation', () => {
  test.each([
    ['that fits exactly', 10, 1000, true],
    ['of one job too many', 11, 10, false],
    ['of one micro-dollar too many', 1, 1001, false],
    ['of money alone', 0, 1000, true],
    ['of a slot alone', 10, 0, true],
    ['of nothing', 0, 0, true],
  ])('%s', async (_, jobs, micros, fits) => {
    const world = await openWorld()
    expect(await take(world, jobs, micros)).toBe(fits)
    expect(await world.db.ledgerEntry.count()).toBe(fits ? 1 : 0)
    const held = fits ? { jobs: [jobs, 0], micros: [micros, 0] } : { jobs: [0, 0], micros: [0, 0] }
    expect(await row(world)).toEqual(held)
    await forget(world)
  })

  test('of nothing fits a day that is full already', async () => {
    const world = await openWorld()
    await take(world, 10, 1000)
    expect(await take(world, 0, 0)).toBe(true)
    expect(await take(world, 0, 1)).toBe(false)
    expect(await take(world, 1, 0)).toBe(false)
    await forget(world)
  })

  test('is spent, given back, and makes room again', async () => {
    const world = await openWorld()
    await take(world, 4, 400)
    await world.db.$transaction(async (tx) => {
      await charge(tx, { jobs: 1, micros: 90 }, subject())
      await release(tx, { jobs: 2, micros: 210 }, subject())
      await release(tx, { jobs: 0, micros: 0 }, subject())
    })
    expect(await row(world)).toEqual({ jobs: [1, 1], micros: [100, 90] })
    expect(await roomOf(world.db, DAY, LIMITS)).toMatchObject({ jobs: 8, micros: 810 })
    expect(await world.db.ledgerEntry.count()).toBe(3)
    await forget(world)
  })

  test('beyond the limit stands in the books where the money is spent already', async () => {
    const world = await openWorld()
    await take(world, 10, 1000)
    await world.db.$transaction((tx) => reserveOverrun(tx, 500, subject()))
    expect(await row(world)).toMatchObject({ micros: [1500, 0] })
    expect(await roomOf(world.db, DAY, LIMITS)).toMatchObject({ jobs: 0, micros: 0 })
    await forget(world)
  })

  test('under a key that was used is refused with its day’s row unchanged', async () => {
    const world = await openWorld()
    const same = subject()
    const book = () =>
      world.db.$transaction((tx) => reserve(tx, { jobs: 1, micros: 1 }, LIMITS, same))
    await book()
    await expect(book()).rejects.toThrow(/unique/i)
    expect(await row(world)).toEqual({ jobs: [1, 0], micros: [1, 0] })
    await forget(world)
  })
})

describe('two hosts with different limits', () => {
  const there: Limits = { host: 'there', jobs: 3, micros: 5000 }

  test('the lowest of each holds, for both', async () => {
    const world = await openWorld()
    expect(await take(world, 1, 1, there)).toBe(true)
    expect(await take(world, 3, 1, LIMITS)).toBe(false)
    expect(await take(world, 2, 999, LIMITS)).toBe(true)
    expect(await take(world, 0, 1, there)).toBe(false)
    const hosts = { here: { jobs: 10, micros: 1000 }, there: { jobs: 3, micros: 5000 } }
    const { differing } = await roomOf(world.db, DAY, LIMITS)
    expect(differing).toEqual([{ period: DAY, provider: null, hosts }])
    await forget(world)
  })

  test('one that raises its own limit works under it at once', async () => {
    const world = await openWorld()
    await take(world, 3, 1, there)
    expect(await take(world, 1, 1, there)).toBe(false)
    expect(await take(world, 7, 1, { ...there, jobs: 20 })).toBe(true)
    expect((await roomOf(world.db, DAY, { ...there, jobs: 20 })).state.jobs.limit).toBe(20)
    await forget(world)
  })

  test('looking at the room writes nothing', async () => {
    const world = await openWorld()
    await roomOf(world.db, DAY, LIMITS)
    expect(await world.db.dailyUsage.count()).toBe(0)
  })
})

test('of many reservations at once on two connections, exactly what fits is admitted', async () => {
  const world = await openWorld()
  const other = await openClient(world.database)
  const dbs = [world.db, other]
  try {
    const taken = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        dbs[index % 2]!.$transaction((tx) =>
          reserve(tx, { jobs: 1, micros: 150 }, LIMITS, subject()),
        ),
      ),
    )
    expect(taken.filter(Boolean)).toHaveLength(6)
    expect(await row(world)).toEqual({ jobs: [6, 0], micros: [900, 0] })
  } finally {
    await other.$disconnect()
  }
  await forget(world)
})

test('whatever happens, row and ledger agree and nothing passes the limit', async () => {
  const world = await openWorld()
  const amount = fc.record({ jobs: fc.integer({ min: 0, max: 3 }), micros: fc.nat(300) })
  const steps = fc.array(
    fc.tuple(fc.constantFrom('reserve', 'charge', 'release', 'overrun'), amount),
    { minLength: 1, maxLength: 12 },
  )
  const run = async (sequence: [string, { jobs: number; micros: number }][]) => {
    await forget(world)
    const open = { jobs: 0, micros: 0 }
    const spent = { jobs: 0, micros: 0 }
    let overrun = 0
    const move = (to: typeof open, sign: number, by: typeof open) => {
      to.jobs += sign * by.jobs
      to.micros += sign * by.micros
    }
    for (const [what, wanted] of sequence) {
      const held = {
        jobs: Math.min(wanted.jobs, open.jobs),
        micros: Math.min(wanted.micros, open.micros),
      }
      if (what === 'reserve') {
        if (await take(world, wanted.jobs, wanted.micros)) move(open, 1, wanted)
      } else if (open.jobs + open.micros > 0) {
        await world.db.$transaction(async (tx) => {
          if (what === 'charge') await charge(tx, held, subject())
          if (what === 'release') await release(tx, held, subject())
          if (what === 'overrun') await reserveOverrun(tx, wanted.micros, subject())
        })
        if (what === 'overrun') {
          overrun += wanted.micros
          open.micros += wanted.micros
        } else move(open, -1, held)
        if (what === 'charge') move(spent, 1, held)
      }
    }
    const sums = await world.db.ledgerEntry.groupBy({ by: ['kind'], _sum: { amountMicros: true } })
    const sum = (kind: string) =>
      Number(sums.find((entry) => entry.kind === kind)?._sum.amountMicros ?? 0)
    expect(sum('RESERVE') - sum('RELEASE') - sum('CHARGE')).toBe(open.micros)
    expect(await row(world)).toEqual({
      jobs: [open.jobs, spent.jobs],
      micros: [open.micros, spent.micros],
    })
    expect(open.jobs + spent.jobs).toBeLessThanOrEqual(LIMITS.jobs)
    expect(open.micros + spent.micros).toBeLessThanOrEqual(LIMITS.micros + overrun)
  }
  await fc.assert(fc.asyncProperty(steps, run), { numRuns: 40 })
  await forget(world)
})
