/** Days and months of the budget in zones with every kind of clock: midnights, month ends, both changes of the clock. */
import { describe, expect, test } from 'vitest'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000

/** The last second of a day, the first of the next, and how long that next day lasts. */
const MIDNIGHTS = [
  {
    timezone: 'Asia/Seoul',
    day: '2026-11-23',
    next: '2026-11-24',
    first: '2026-11-23T15:00:00Z',
    hours: 24,
  },
  {
    timezone: 'Asia/Seoul',
    day: '2026-11-30',
    next: '2026-12-01',
    first: '2026-11-30T15:00:00Z',
    hours: 24,
  },
  {
    timezone: 'Asia/Seoul',
    day: '2026-12-31',
    next: '2027-01-01',
    first: '2026-12-31T15:00:00Z',
    hours: 24,
  },
  {
    timezone: 'America/New_York',
    day: '2027-03-13',
    next: '2027-03-14',
    first: '2027-03-14T05:00:00Z',
    hours: 23,
  },
  {
    timezone: 'America/New_York',
    day: '2026-10-31',
    next: '2026-11-01',
    first: '2026-11-01T04:00:00Z',
    hours: 25,
  },
  {
    timezone: 'America/New_York',
    day: '2027-02-28',
    next: '2027-03-01',
    first: '2027-03-01T05:00:00Z',
    hours: 24,
  },
  {
    timezone: 'Europe/Berlin',
    day: '2027-03-27',
    next: '2027-03-28',
    first: '2027-03-27T23:00:00Z',
    hours: 23,
  },
  {
    timezone: 'Europe/Berlin',
    day: '2026-10-24',
    next: '2026-10-25',
    first: '2026-10-24T22:00:00Z',
    hours: 25,
  },
  {
    timezone: 'Europe/Berlin',
    day: '2028-02-29',
    next: '2028-03-01',
    first: '2028-02-29T23:00:00Z',
    hours: 24,
  },
  {
    timezone: 'Australia/Lord_Howe',
    day: '2026-10-03',
    next: '2026-10-04',
    first: '2026-10-03T13:30:00Z',
    hours: 23.5,
  },
  {
    timezone: 'Australia/Lord_Howe',
    day: '2027-04-03',
    next: '2027-04-04',
    first: '2027-04-03T13:00:00Z',
    hours: 24.5,
  },
  {
    timezone: 'Australia/Lord_Howe',
    day: '2026-12-31',
    next: '2027-01-01',
    first: '2026-12-31T13:00:00Z',
    hours: 24,
  },
]

async function used(world: World): Promise<Record<string, number>> {
  const rows = await world.db.dailyUsage.findMany({ where: { provider: '' } })
  return Object.fromEntries(rows.map((row) => [row.period, row.jobsReserved + row.jobsSpent]))
}

describe.each(MIDNIGHTS)('$timezone, the end of $day', ({ timezone, day, next, first, hours }) => {
  const openShop = (options: { jobs: number; month?: number }) =>
    openWorld({
      timezone,
      jobs: options.jobs,
      month: { jobs: options.month ?? null, micros: null },
      at: new Date(Date.parse(first) - SECOND_MS).toISOString(),
    })
  const isNewMonth = day.slice(0, 7) !== next.slice(0, 7)

  test('each day has its limit, whole, however long it lasts', async () => {
    const world = await openShop({ jobs: 2 })
    await world.enqueue(['A', 'B', 'C', 'D', 'E', 'F'], { onLimit: 'defer' })
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.advance(SECOND_MS)
    expect(await admitDeferred(world.context)).toBe(2)
    // To its last second the day stays full.
    world.clock.advance(hours * HOUR_MS - SECOND_MS)
    expect(await admitDeferred(world.context)).toBe(0)
    expect((await world.job('C')).budgetDay).toBe(next)
    world.clock.advance(SECOND_MS)
    expect(await admitDeferred(world.context)).toBe(2)
    const months = isNewMonth ? { [day.slice(0, 7)]: 2 } : {}
    const after = (await world.job('E')).budgetDay
    const total = isNewMonth ? 4 : 6
    const last = after.slice(0, 7) === next.slice(0, 7) ? { [next.slice(0, 7)]: total } : {}
    expect(await used(world)).toMatchObject({ [day]: 2, [next]: 2, [after]: 2, ...months, ...last })
  })

  test('the month ends with its last day and no sooner', async () => {
    const world = await openShop({ jobs: 10, month: 3 })
    await world.enqueue(['A', 'B', 'C', 'D'], { onLimit: 'defer' })
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.advance(SECOND_MS)
    expect(await admitDeferred(world.context)).toBe(isNewMonth ? 1 : 0)
    expect((await world.job('D')).budgetDay).toBe(isNewMonth ? next : day)
  })

  test('a purchase after midnight is on the new day, and on its month', async () => {
    const world = await openShop({ jobs: 10 })
    await world.enqueue(['A'])
    world.clock.advance(SECOND_MS)
    await testWorker(world).runDue()
    const rows = await world.db.dailyUsage.findMany({ where: { provider: 'offline' } })
    const spent = rows.map((row) => [row.period, Number(row.microsSpent)])
    expect(Object.fromEntries(spent)).toEqual({
      [day]: 0,
      [day.slice(0, 7)]: 0,
      [next]: WHOLE_MICROS,
      [next.slice(0, 7)]: WHOLE_MICROS,
    })
  })
})
