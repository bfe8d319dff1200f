import { describe, expect, test } from 'vitest'
import { announceEnding, announceMade } from '../../src/jobs/approval-alerts.ts'
import { awaitPriceApproval } from '../../src/jobs/approval-transitions.ts'
import { approve } from '../../src/jobs/approve.ts'
import { expireApprovals } from '../../src/jobs/expiry.ts'
import { takeLease } from '../../src/jobs/lease.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { createWatch } from '../../src/worker/watch.ts'
import { alertsOf, toldOf } from '../support/alerts.ts'
import { DAY_MS } from '../support/clock.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

const WEEK_MS = 7 * DAY_MS
const approvals = (world: World) => alertsOf(world, 'approval')
const expire = (world: World) => expireApprovals(world.db, { actor: 'w1', at: world.clock() })
const phases = async (world: World) => (await approvals(world)).map(({ phase }) => phase)

describe('a batch that waits for its cost', () => {
  test('is told once, when it is loaded', async () => {
    const world = await openWorld()
    const { batchId } = await world.enqueue(['P1', 'P2', 'P3'], { hold: ['cost'] })
    expect(await approvals(world)).toEqual([
      {
        phase: 'waits',
        awaits: 'cost',
        batchId,
        source: 'products-1.csv',
        actor: 'tester',
        jobs: 3,
        later: 0,
        making: 0,
        micros: 3 * WHOLE_MICROS,
        until: new Date(world.clock().getTime() + WEEK_MS).toISOString(),
      },
    ])
    const [text] = await toldOf(world)
    expect(text).toBe(`3 jobs of products-1.csv wait for an approval of the cost
Together they are estimated at $0.7800; nothing is bought before.
What nobody approves by 2026-11-30 05:00 UTC is cancelled, and its money is free again.
vidgen status --batch ${batchId!.slice(-8)} --status AWAITING_APPROVAL
vidgen approve --batch ${batchId!.slice(-8)}`)
    expect(await announceMade(world)).toBe(0)
  })

  test('is told by the border that it is above, too; one below is not', async () => {
    const world = await openWorld({ approvalAboveMicros: 2 * WHOLE_MICROS })
    await world.enqueue(['P1', 'P2'])
    expect(await approvals(world)).toEqual([])
    await world.enqueue(['Q1', 'Q2', 'Q3'])
    expect(await phases(world)).toEqual(['waits'])
  })
})

describe('videos that wait', () => {
  test('the first tells, then that all are made', async () => {
    const world = await openWorld(fakeAi())
    await world.enqueue(['P1', 'P2', 'P3'], { hold: ['video'] })
    const worker = testWorker(world)
    await worker.run('P1')
    expect(await approvals(world)).toMatchObject([
      { phase: 'waits', awaits: 'video', jobs: 1, making: 2, micros: WHOLE_MICROS },
    ])
    expect((await toldOf(world))[0]).toContain('2 more videos of it are still to be made.')
    await worker.run('P2')
    expect(await announceMade(world)).toBe(0)
    await worker.run('P3')
    expect(await announceMade(world)).toBe(1)
    expect(await announceMade(world)).toBe(0)
    const [, all] = await approvals(world)
    expect(all).toMatchObject({ phase: 'all', jobs: 3, making: 0, micros: 3 * WHOLE_MICROS })
    expect((await toldOf(world))[1]).toContain(
      'All the rest of products-1.csv waits for an approval of the video: 3 jobs',
    )
  })

  test('one alone is told once; approved, of nothing more', async () => {
    const world = await openWorld(fakeAi())
    await world.enqueue(['P1'], { hold: ['video'] })
    await testWorker(world).runDue()
    expect(await announceMade(world)).toBe(0)
    await approve(world.context, everyJob, {})
    world.clock.advance(WEEK_MS)
    expect([await announceEnding(world), await expire(world)]).toEqual([0, 0])
    expect(await phases(world)).toEqual(['waits'])
  })
})

test('a dearer price is told once a batch and day, then that all the rest waits for it', async () => {
  const world = await openWorld(fakeAi())
  await world.enqueue(['P1', 'P2', 'P3'])
  const dearer = async (productId: string, needMicros: number) => {
    const { id: jobId, deliverySeq: seq } = await world.job(productId)
    const at = world.clock()
    const until = new Date(at.getTime() + WEEK_MS)
    const lease = { jobId, seq, worker: 'w1', at, until, maxAttempts: 3 }
    const job = await takeLease(world.db, lease)
    const by = { actor: 'w1', at }
    await world.db.$transaction((tx) => awaitPriceApproval(tx, job!, { needMicros, until, by }))
  }
  await dearer('P1', 400_000)
  await dearer('P2', 400_000)
  expect(await approvals(world)).toMatchObject([
    { phase: 'waits', awaits: 'price', jobs: 1, making: 2, micros: 400_000 },
  ])
  expect(await announceMade(world)).toBe(0)
  world.clock.advance(DAY_MS)
  await dearer('P3', 500_000)
  expect((await approvals(world))[1]).toMatchObject({ phase: 'waits', jobs: 3, micros: 1_300_000 })
  expect(await announceMade(world)).toBe(1)
  expect((await toldOf(world))[2])
    .toBe(`All the rest of products-1.csv waits for an approval of a higher price: 3 jobs
What is still to buy is dearer than was agreed to: $1.3000 together.
What nobody approves by 2026-11-30 05:00 UTC is cancelled, and its money is free again.
vidgen status --batch ${(await world.job('P1')).batchId.slice(-8)} --status AWAITING_APPROVAL
vidgen approve --batch ${(await world.job('P1')).batchId.slice(-8)}`)
})

describe('an approval that nobody gives', () => {
  test('is told a day before, and when it has expired, once each for the batch', async () => {
    const world = await openWorld()
    const watch = createWatch({
      at: [],
      failurePercent: 0,
      costPercent: 0,
      minJobs: 10,
      windowMs: 1,
    })
    await world.enqueue(['P1', 'P2'], { hold: ['cost'] })
    world.clock.advance(WEEK_MS - DAY_MS - 1)
    await watch({ ...world.context })
    expect(await phases(world)).toEqual(['waits'])
    world.clock.advance(60_001)
    await watch({ ...world.context })
    world.clock.advance(3_600_000)
    await watch({ ...world.context })
    expect(await phases(world)).toEqual(['waits', 'ends'])
    world.clock.advance(DAY_MS)
    expect(await expire(world)).toBe(2)
    expect(await expire(world)).toBe(0)
    expect(await phases(world)).toEqual(['waits', 'ends', 'expired'])
    const told = await toldOf(world)
    expect(told[1]).toContain(
      '2 jobs of products-1.csv are cancelled within a day, unless somebody approves',
    )
    expect(told[2]).toMatch(
      /^2 jobs of products-1\.csv were cancelled: nobody approved in time\n[^]*vidgen retry --batch \w{8} --status CANCELLED --error APPROVAL_EXPIRED$/,
    )
  })

  test('counts what there is more time for', async () => {
    const world = await openWorld(fakeAi())
    await world.enqueue(['P1', 'P2', 'P3'], { hold: ['video'] })
    const worker = testWorker(world)
    await worker.run('P1')
    world.clock.advance(2 * DAY_MS)
    await worker.run('P2')
    await worker.run('P3')
    world.clock.advance(5 * DAY_MS)
    expect(await expire(world)).toBe(1)
    expect((await approvals(world)).at(-1)).toMatchObject({ phase: 'expired', jobs: 1, later: 2 })
    expect((await toldOf(world)).at(-1)).toContain('2 more jobs of it wait a little longer.')
  })

  test('put back by a retry, it is told of again when it ends', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'], { hold: ['cost'] })
    world.clock.advance(WEEK_MS)
    await expire(world)
    await retry(world.context, everyJob, {})
    world.clock.advance(WEEK_MS - 1)
    expect(await announceEnding(world)).toBe(1)
    world.clock.advance(1)
    await expire(world)
    expect(await phases(world)).toEqual(['waits', 'expired', 'ends', 'expired'])
  })

  test('many that look at once tell once', async () => {
    const world = await openWorld()
    await world.enqueue(['P1', 'P2', 'P3', 'P4'], { hold: ['cost'] })
    world.clock.advance(WEEK_MS - DAY_MS)
    await Promise.all([1, 2, 3, 4].map(() => announceEnding(world)))
    world.clock.advance(DAY_MS)
    await Promise.all([1, 2, 3, 4].map(() => expire(world)))
    expect(await phases(world)).toEqual(['waits', 'ends', 'expired'])
  })

  test('a transaction that fails tells nothing', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'], { hold: ['cost'] })
    world.clock.advance(WEEK_MS)
    await world.db.$executeRawUnsafe(`DROP TABLE "JobEvent"`)
    await expect(expire(world)).rejects.toThrow('JobEvent')
    expect(await phases(world)).toEqual(['waits'])
  })
})
