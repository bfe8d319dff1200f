import { describe, expect, test } from 'vitest'
import { dispatch, DISPATCH_WINDOW, redispatchLost } from '../../src/jobs/dispatch.ts'
import { beginHold, endHolds } from '../../src/jobs/holds.ts'
import { takeLease } from '../../src/jobs/lease.ts'
import type { VideoGenerationJobUncheckedUpdateManyInput as JobData } from '../../src/generated/sqlite/models/VideoGenerationJob.ts'
import { openWorld, type World } from '../support/world.ts'

async function undispatched(products: string[], priorities: number[] = []): Promise<World> {
  const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
  world.transport.isDown = true
  await world.enqueue(products)
  world.transport.isDown = false
  for (const [index, priority] of priorities.entries()) {
    await set(world, products[index]!, { priority })
  }
  return world
}

async function set(world: World, productId: string, data: JobData): Promise<void> {
  await world.db.videoGenerationJob.updateMany({ where: { productId }, data })
}

const house = (world: World) => ({
  db: world.db,
  clock: world.clock,
  dispatcher: world.transport,
  imageProvider: 'offline',
  actor: 'tester',
})

/** The products that were handed over, in order. */
async function dispatched(world: World): Promise<string[]> {
  await dispatch(house(world))
  const names = new Map((await world.jobs()).map((job) => [job.id, job.productId]))
  return world.transport.take().map(({ jobId }) => names.get(jobId)!)
}

describe('what is handed over', () => {
  test('work already begun first, then by priority, then by age', async () => {
    const world = await undispatched(['P1', 'P2', 'P3', 'P4', 'P5'], [0, 5, 0, 5, 0])
    await set(world, 'P3', { status: 'RETRYING', attempt: 1 })
    await set(world, 'P5', { status: 'UPLOADING', attempt: 1 })
    expect(await dispatched(world)).toEqual(['P3', 'P5', 'P2', 'P4', 'P1'])
    expect(await dispatched(world)).toEqual([])
  })

  test.each<[string, JobData, boolean]>([
    ['a job that is queued', {}, true],
    ['one whose back-off goes on', { nextRunAt: new Date('2026-11-23T05:00:01Z') }, false],
    ['one whose back-off is over', { nextRunAt: new Date('2026-11-23T05:00:00Z') }, true],
    ['one that somebody runs', { leaseOwner: 'w1' }, false],
    ['one that waits for a hold to end', { heldFor: 'all' }, false],
    ['one in hand that waits for it', { status: 'RETRYING', heldFor: 'all' }, false],
    ['a deferred one', { status: 'DEFERRED', reservedMicros: 0, reservedJobs: 0 }, false],
    ['one in review', { status: 'NEEDS_REVIEW' }, false],
  ])('%s', async (_, data, isDue) => {
    const world = await undispatched(['P1'])
    const before = await world.job('P1')
    await set(world, 'P1', data)
    expect(await dispatched(world)).toEqual(isDue ? ['P1'] : [])
    const { status, reservedMicros, reservedJobs } = before
    await set(world, 'P1', { status, reservedMicros, reservedJobs })
  })

  test('nothing of a batch that is being loaded', async () => {
    const world = await undispatched(['P1'])
    await world.db.batch.updateMany({ data: { state: 'LOADING' } })
    expect(await dispatched(world)).toEqual([])
    await world.db.batch.updateMany({ data: { state: 'READY' } })
    expect(await dispatched(world)).toEqual(['P1'])
  })

  test.each(['all', 'offline'])('while %s is held, only work in hand', async (scope) => {
    const world = await undispatched(['P1', 'P2', 'P3'])
    await set(world, 'P2', { status: 'GENERATING_VIDEO', attempt: 1 })
    await set(world, 'P3', { attempt: 1 })
    const by = { actor: 'tester', at: world.clock() }
    const hold = { scope, code: 'PAUSED_BY_OPERATOR', reason: 'test', by }
    await world.db.$transaction((tx) => beginHold(tx, hold))
    expect(await dispatched(world)).toEqual(['P2', 'P3'])
    await world.db.$transaction((tx) => endHolds(tx, null, by))
    expect(await dispatched(world)).toEqual(['P1'])
  })

  test('no more than the transport is to hold', async () => {
    const products = Array.from({ length: DISPATCH_WINDOW + 5 }, (_, index) => `P${index}`)
    const world = await undispatched(products)
    expect(await dispatch(house(world))).toBe(DISPATCH_WINDOW)
    expect(await dispatch(house(world))).toBe(0)
    world.transport.queue.length -= 3
    expect(await dispatch(house(world))).toBe(3)
  })
})

test('what the transport did not certainly take stays due', async () => {
  const world = await undispatched(['P1', 'P2'])
  const { id } = await world.job('P1')
  world.transport.deliver = async () => [id]
  expect(await dispatch(house(world))).toBe(1)
  expect((await world.job('P1')).dispatchedAt).toEqual(world.clock())
  expect((await world.job('P2')).dispatchedAt).toBeNull()
})

test('a delivery that is run before it is noted is not noted any more', async () => {
  const world = await undispatched(['P1'])
  const deliver = world.transport.deliver.bind(world.transport)
  world.transport.deliver = async (deliveries) => {
    const { jobId, seq } = deliveries[0]!
    const at = world.clock()
    await takeLease(world.db, { jobId, seq, worker: 'w1', at, until: at, maxAttempts: 3 })
    return deliver(deliveries)
  }
  await dispatch(house(world))
  expect(await world.job('P1')).toMatchObject({ leaseOwner: 'w1', dispatchedAt: null })
})

describe('lost deliveries', () => {
  test('another memory of the transport makes all that nobody runs due again', async () => {
    const world = await undispatched(['P1', 'P2'])
    await redispatchLost(house(world))
    await dispatch(house(world))
    await set(world, 'P2', { leaseOwner: 'w1' })
    expect(await redispatchLost(house(world))).toBe(0)
    world.transport.identity = { epoch: 'e1', runId: 'r2' }
    expect(await redispatchLost(house(world))).toBe(1)
    expect(await world.job('P1')).toMatchObject({ dispatchedAt: null, deliverySeq: 1 })
    expect(await redispatchLost(house(world))).toBe(0)
    const told = await world.db.jobEvent.findMany({ where: { type: 'delivery-lost' } })
    const { id } = await world.job('P1')
    expect(told).toMatchObject([{ jobId: id, from: 'QUEUED', to: 'QUEUED', actor: 'tester' }])
  })

  test('who looks first takes what waits for what was handed over', async () => {
    const world = await undispatched(['P1', 'P2'])
    await dispatch(house(world))
    expect(await redispatchLost(house(world))).toBe(0)
    expect(await world.job('P1')).toMatchObject({ deliverySeq: 0 })
    expect((await world.job('P1')).dispatchedAt).not.toBeNull()
  })

  test('who looks first and finds nothing waiting makes all due again', async () => {
    const world = await undispatched(['P1', 'P2'])
    await dispatch(house(world))
    world.transport.take()
    expect(await redispatchLost(house(world))).toBe(2)
  })

  test.each([
    ['nothing waits for five seconds', 5000, 0, 1],
    ['something still waits', 60_000, 1, 0],
    ['it was just handed over', 4999, 0, 0],
  ])('with the same memory, when %s', async (_, elapsedMs, waiting, due) => {
    const world = await undispatched(['P1'])
    await redispatchLost(house(world))
    await dispatch(house(world))
    world.transport.queue.length = waiting
    world.clock.advance(elapsedMs)
    expect(await redispatchLost(house(world))).toBe(due)
  })

  test('the late delivery is stale then', async () => {
    const world = await undispatched(['P1'])
    await redispatchLost(house(world))
    await dispatch(house(world))
    const [late] = world.transport.take()
    world.clock.advance(6000)
    await redispatchLost(house(world))
    const at = world.clock()
    const lease = { worker: 'w1', at, until: at, maxAttempts: 3 }
    expect(await takeLease(world.db, { ...late!, ...lease })).toBeNull()
    await dispatch(house(world))
    const [next] = world.transport.take()
    expect(await takeLease(world.db, { ...next!, ...lease })).toMatchObject({ attempt: 1 })
  })
})
