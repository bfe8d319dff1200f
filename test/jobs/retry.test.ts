import { describe, expect, test } from 'vitest'
import { cancel } from '../../src/jobs/cancel.ts'
import { LEASE_MS, takeLease } from '../../src/jobs/lease.ts'
import { endExpiredLeases } from '../../src/jobs/recovery.ts'
import { retry, type RetryOptions } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { DAY_MS } from '../support/clock.ts'
import { fakeAi, type FakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import {
  openWorld,
  IMAGE_MICROS,
  VIDEO_MICROS,
  WHOLE_MICROS,
  type World,
} from '../support/world.ts'

const REJECTED = { disposition: 'reject', code: 'OFFLINE_PICTURE_REFUSED', params: {} } as const

/** Jobs that have their frames and failed at the video. */
async function failedAtVideo(
  products: string[],
  limits: { jobs?: number; micros?: number } = {},
): Promise<{ world: World; ai: FakeAi }> {
  const ai = fakeAi()
  const world = await openWorld({ ...ai, ...limits })
  await world.enqueue(products)
  ai.videoAnswers.push(...products.map(() => REJECTED))
  await testWorker(world).runDue()
  world.clock.advance(1000)
  return { world, ai }
}

const again = (world: World, options: RetryOptions = {}) => retry(world.context, everyJob, options)

test('keeps what was bought, reserves and buys only the rest', async () => {
  const { world, ai } = await failedAtVideo(['P1'])
  expect(await world.job('P1')).toMatchObject({
    status: 'FAILED',
    errorCode: 'OFFLINE_PICTURE_REFUSED',
    claimKey: null,
  })
  expect(await again(world)).toMatchObject({
    matched: 1,
    requeued: 1,
    deferred: 0,
    trimmed: 0,
    estimateMicros: VIDEO_MICROS,
    undispatched: 0,
  })
  const job = await world.job('P1')
  expect([Number(job.reservedMicros), job.reservedJobs, job.attempt]).toEqual([VIDEO_MICROS, 0, 0])
  await testWorker(world).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', errorCode: null })
  expect([...ai.bill.values()]).toEqual([IMAGE_MICROS, IMAGE_MICROS, VIDEO_MICROS])
})

test('a dry run only counts', async () => {
  const { world } = await failedAtVideo(['P1', 'P2'])
  const before = await world.jobs()
  expect(await again(world, { dryRun: true })).toMatchObject({
    dryRun: true,
    requeued: 2,
    estimateMicros: 2 * VIDEO_MICROS,
  })
  expect(await world.jobs()).toEqual(before)
})

describe('under today’s limit', () => {
  const room = { micros: 2 * WHOLE_MICROS }

  test('refuses what does not fit, as a whole', async () => {
    const { world } = await failedAtVideo(['P1', 'P2'], room)
    await world.enqueue(['X1'])
    await expect(again(world)).rejects.toMatchObject({ code: 'LIMIT_REACHED' })
    expect(await world.db.videoGenerationJob.count({ where: { status: 'FAILED' } })).toBe(2)
  })

  test.each([
    ['trim', { requeued: 1, trimmed: 1, deferred: 0 }, ['QUEUED', 'FAILED']],
    ['defer', { requeued: 1, trimmed: 0, deferred: 1 }, ['QUEUED', 'DEFERRED']],
  ] as const)('%s takes what fits', async (onLimit, counts, statuses) => {
    const { world } = await failedAtVideo(['P1', 'P2'], { micros: WHOLE_MICROS * 2 })
    const lower = { ...world.context, limits: { host: 'here', jobs: 100, micros: 400_000 } }
    expect(await retry(lower, everyJob, { onLimit })).toMatchObject(counts)
    expect((await world.jobs()).map((job) => job.status)).toEqual(statuses)
  })

  test('another day takes another slot', async () => {
    const { world } = await failedAtVideo(['P1'])
    world.clock.advance(DAY_MS)
    await again(world)
    expect(await world.job('P1')).toMatchObject({ budgetDay: '2026-11-24', reservedJobs: 1 })
  })
})

describe('what is not put back', () => {
  test('completed, active and replaced jobs', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    ai.imageAnswers.push(REJECTED)
    await world.enqueue(['P1'])
    await testWorker(world).runDue()
    world.clock.advance(1000)
    await world.enqueue(['P1'], { force: true })
    await testWorker(world).runDue()
    await world.enqueue(['P2'])
    expect(await again(world)).toMatchObject({
      matched: 3,
      requeued: 0,
      skipped: { replaced: 1, completed: 1, active: 1 },
    })
  })

  test('one whose bill is unknown', async () => {
    const ai = fakeAi({ repeatable: false })
    const world = await openWorld(ai)
    ai.imageAnswers.push({ disposition: 'unknown', code: 'AI_CALL_ABORTED', params: {} })
    await world.enqueue(['P1'])
    await testWorker(world).runDue()
    expect(await again(world)).toMatchObject({ requeued: 0, skipped: { review: 1 } })
    expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  })
})

test('a cancelled job is put back', async () => {
  const world = await openWorld()
  await world.enqueue(['P1'])
  await cancel(world.context, everyJob, {})
  expect(await again(world)).toMatchObject({ requeued: 1, estimateMicros: WHOLE_MICROS })
  await testWorker(world).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
})

async function inReview(): Promise<World> {
  const ai = fakeAi()
  const world = await openWorld(ai)
  await world.enqueue(['P1'])
  // It has its first frame, the day's slot is spent, the rest of its money is held.
  ai.imageAnswers.push('ok', async () => {
    throw new Error('the network is gone')
  })
  await testWorker(world).run('P1')
  world.clock.advance(60_000)
  const { id, deliverySeq } = await world.job('P1')
  const at = world.clock()
  const until = new Date(at.getTime() + LEASE_MS)
  const lease = { jobId: id, seq: deliverySeq, worker: 'w9', at, until, maxAttempts: 3 }
  await takeLease(world.db, lease)
  world.clock.advance(LEASE_MS + 1)
  const by = { actor: 'w1', at: world.clock() }
  await endExpiredLeases(world.db, { maxCrashes: 0, by })
  expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  return world
}

describe('a job in review that killed its workers', () => {
  test('goes on with the money it holds', async () => {
    const world = await inReview()
    expect(await again(world, { dryRun: true })).toMatchObject({ estimateMicros: 0 })
    expect(await again(world)).toMatchObject({ requeued: 1, estimateMicros: 0 })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  })

  test('on another day too: the money moves with the next purchase', async () => {
    const world = await inReview()
    world.clock.advance(DAY_MS)
    await again(world)
    await world.books()
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', budgetDay: '2026-11-24' })
    const days = await world.db.dailyUsage.findMany({
      where: { provider: '', period: { contains: '-11-' } },
      orderBy: { period: 'asc' },
    })
    // The second frame was sent on the first day, whenever its answer comes.
    expect(days.map((day) => Number(day.microsSpent))).toEqual([2 * IMAGE_MICROS, VIDEO_MICROS])
  })
})
