/** The number of jobs of a day and a month, when jobs buy on more than one day. */
import { describe, expect, test } from 'vitest'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { DAY_MS } from '../support/clock.ts'
import { fakeAi, type FakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'

const [FIRST, SECOND, MONTH] = ['2026-11-23', '2026-11-24', '2026-11']
const LATER = { disposition: 'retry', code: 'OFFLINE_FAILURE', params: {} } as const
const REFUSED = { disposition: 'reject', code: 'OFFLINE_PICTURE_REFUSED', params: {} } as const
const ABC = ['A', 'B', 'C']

type AskedFor = Parameters<typeof openWorld>[0]

/** Three jobs that have their frames at the end of the first day, and buy their videos on the second. */
async function atMidnight(
  answer: FakeAi['videoAnswers'][number],
  limits: AskedFor = { jobs: 3 },
): Promise<{ world: World; ai: FakeAi }> {
  const ai = fakeAi()
  const world = await openWorld({ ...ai, ...limits })
  await world.enqueue(ABC)
  ai.videoAnswers.push(answer, answer, answer)
  await testWorker(world).runDue()
  expect(await slots(world, FIRST)).toBe(3)
  world.clock.advance(DAY_MS)
  return { world, ai }
}

async function slots(world: World, period: string): Promise<number> {
  const row = await world.db.dailyUsage.findUnique({
    where: { period_provider: { period, provider: '' } },
  })
  return (row?.jobsReserved ?? 0) + (row?.jobsSpent ?? 0)
}

async function videos(world: World): Promise<number> {
  const jobs = await world.jobs()
  return jobs.filter(({ status }) => status === 'COMPLETED').length
}

describe('jobs that are worked on past midnight', () => {
  test('take their places among the jobs of the new day: no more are let in beside them', async () => {
    const { world } = await atMidnight(LATER)
    await testWorker(world).runDue()
    expect(await videos(world)).toBe(3)
    expect(await slots(world, SECOND)).toBe(3)
    await expect(world.enqueue(['D'])).rejects.toMatchObject({ code: 'LIMIT_REACHED' })
    expect([await slots(world, FIRST), await slots(world, MONTH)]).toEqual([0, 3])
  })

  test('wait for the day after when others were let in first', async () => {
    const { world } = await atMidnight(LATER)
    await world.enqueue(['D', 'E'])
    await testWorker(world).runDue()
    expect(await videos(world)).toBe(3)
    expect(await slots(world, SECOND)).toBe(3)
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(2)
    await testWorker(world).runDue()
    expect(await videos(world)).toBe(5)
    expect(await slots(world, MONTH)).toBe(5)
  })

  test('are not kept by a month that is full with them', async () => {
    const month = { jobs: 3, micros: null }
    const { world } = await atMidnight(LATER, { month })
    await testWorker(world).runDue()
    expect(await videos(world)).toBe(3)
    expect(await slots(world, MONTH)).toBe(3)
  })

  test('and fail on the new day without buying count there all the same', async () => {
    const { world, ai } = await atMidnight(LATER)
    ai.videoAnswers.push(REFUSED, REFUSED, REFUSED)
    await testWorker(world).runDue()
    expect((await world.jobs()).map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'FAILED'])
    expect([await slots(world, FIRST), await slots(world, SECOND)]).toEqual([0, 3])
    // Put back on the same day they need no others.
    expect(await retry(world.context, everyJob, {})).toMatchObject({ requeued: 3 })
    expect([await slots(world, SECOND), await slots(world, MONTH)]).toEqual([3, 3])
  })
})

describe('jobs that are put back on another day', () => {
  test('take their places there, and one of the month', async () => {
    const month = { jobs: 3, micros: null }
    const { world } = await atMidnight(REFUSED, { jobs: 4, month })
    expect(await retry(world.context, everyJob, {})).toMatchObject({ requeued: 3 })
    expect([await slots(world, FIRST), await slots(world, SECOND)]).toEqual([0, 3])
    await testWorker(world).runDue()
    expect(await videos(world)).toBe(3)
    expect(await slots(world, MONTH)).toBe(3)
  })
})
