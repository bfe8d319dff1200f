import { describe, expect, test } from 'vitest'
import { cancel } from '../../src/jobs/cancel.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { enqueue } from '../../src/jobs/enqueue/enqueue.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { cancelWhen, testWorker } from '../support/run.ts'
import { openWorld, IMAGE_MICROS, WHOLE_MICROS, type World } from '../support/world.ts'

async function cancelAll(world: World, options: { dryRun?: boolean } = {}) {
  return cancel(world.context, everyJob, options)
}

const lost = () => Promise.reject(new Error('the network is gone'))

/** Leaves a purchase of P1 open: its answer never arrived. */
async function openPurchase(world: World, step: 'START_FRAME' | 'VIDEO'): Promise<void> {
  const services =
    step === 'START_FRAME'
      ? { images: { ...world.images, generate: lost } }
      : { videos: { ...world.videos, poll: lost } }
  await testWorker(world, services).run('P1')
}

describe('an idle job', () => {
  test('is cancelled at once, its money and its product are free', async () => {
    const world = await openWorld()
    await world.enqueue(['P1', 'P2'])
    expect(await cancelAll(world)).toEqual({
      dryRun: false,
      matched: 2,
      cancelled: 2,
      finishing: 0,
      skipped: {},
      releasedMicros: 2 * WHOLE_MICROS,
    })
    expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED', finishedAt: world.clock() })
    expect(await cancelAll(world)).toMatchObject({ skipped: { 'already-cancelled': 2 } })
    const csv = await world.csv(['P1,a.jpg'])
    world.clock.advance(1000)
    const again = { source: { csv, columns: {} }, force: true }
    expect(await enqueue(world.context, again)).toMatchObject({ queued: 1 })
  })

  test('a dry run only tells', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    expect(await cancelAll(world, { dryRun: true })).toMatchObject({
      cancelled: 1,
      releasedMicros: WHOLE_MICROS,
    })
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', cancelRequestedAt: null })
    expect(await world.db.jobEvent.count()).toBe(0)
  })

  test('a deferred one is cancelled too', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'], { perDay: 0 })
    expect(await cancelAll(world)).toMatchObject({ cancelled: 1, releasedMicros: 0 })
  })

  test('one of a batch that is being loaded is left to that', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    await world.db.batch.updateMany({ data: { state: 'LOADING' } })
    expect(await cancelAll(world)).toMatchObject({ cancelled: 0, skipped: { loading: 1 } })
    await world.db.batch.updateMany({ data: { state: 'READY' } })
  })

  test('one whose bill is unknown waits for a person', async () => {
    const ai = fakeAi({ repeatable: false })
    const world = await openWorld(ai)
    ai.imageAnswers.push({ disposition: 'unknown', code: 'AI_CALL_ABORTED', params: {} })
    await world.enqueue(['P1'])
    await testWorker(world).run('P1')
    expect(await cancelAll(world)).toMatchObject({ matched: 1, skipped: { review: 1 } })
    expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  })
})

test('one that ends while its page is worked on stays ended', async () => {
  const world = await openWorld()
  await world.enqueue(['P1', 'P2'])
  const worker = testWorker(world)
  await worker.run('P1')
  const stale = await world.job('P1')
  const selection = { ...everyJob, products: ['P1'] }
  const found = world.db.videoGenerationJob.findMany.bind(world.db.videoGenerationJob)
  const db = new Proxy(world.db, {
    get: (target, key) =>
      key === 'videoGenerationJob'
        ? new Proxy(target.videoGenerationJob, {
            get: (jobs, name) =>
              name === 'findMany'
                ? async (args: Parameters<typeof found>[0]) =>
                    (await found(args)).map((job) => ({
                      ...job,
                      status: 'UPLOADING',
                      leaseOwner: 'w1',
                    }))
                : (Reflect.get(jobs, name) as unknown),
          })
        : (Reflect.get(target, key) as unknown),
  })
  expect(await cancel({ ...world.context, db }, selection, {})).toMatchObject({
    skipped: { completed: 1 },
  })
  expect(await world.job('P1')).toEqual(stale)
})

describe('a running job', () => {
  test('stops before its next purchase and keeps what it bought', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    ai.imageAnswers.push(async () => {
      expect(await cancelAll(world)).toMatchObject({ cancelled: 0, finishing: 1 })
    })
    const worker = testWorker(world)
    cancelWhen(worker, () => ai.sent.length > 0)
    await worker.run('P1')
    expect(ai.sent).toHaveLength(1)
    expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED', claimKey: null })
    expect(Number((await world.job('P1')).costMicros)).toBe(IMAGE_MICROS)
    expect(await world.db.step.count()).toBe(1)
  })

  test('its render is stopped at the provider while it waits there', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    const queued = { state: 'rendering', progress: 0, queued: true } as const
    ai.states.push(queued, queued)
    const worker = testWorker(world)
    cancelWhen(worker, () => ai.polls.length > 0)
    await worker.run('P1')
    expect(ai.cancelled).toHaveLength(1)
    expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED', claimKey: null })
    const call = await world.db.providerCall.findFirstOrThrow({ where: { step: 'VIDEO' } })
    expect(call).toMatchObject({ outcome: 'VOID', costMicros: null })
  })

  test('its render is kept once that has begun: a retry does not buy it again', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    ai.states.push({ state: 'rendering', progress: 10 }, { state: 'rendering', progress: 20 })
    const worker = testWorker(world)
    cancelWhen(worker, () => ai.polls.length > 0)
    await worker.run('P1')
    expect(ai.cancelled).toEqual([])
    expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED', videoUrl: null })
    const calls = ai.sent.length
    expect(await retry(world.context, everyJob, {})).toMatchObject({
      requeued: 1,
      estimateMicros: 0,
    })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(ai.sent).toHaveLength(calls)
  })
})

describe('a job with an open purchase', () => {
  test.each(['START_FRAME', 'VIDEO'] as const)(
    'learns how %s ended before it is cancelled, and holds no money then',
    async (step) => {
      const ai = fakeAi()
      const world = await openWorld(ai)
      await world.enqueue(['P1'])
      await openPurchase(world, step)
      expect(await cancelAll(world)).toMatchObject({ cancelled: 0, finishing: 1 })
      await testWorker(world, { worker: 'w2' }).runDue()
      expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED', claimKey: null })
      const open = await world.db.providerCall.count({
        where: { outcome: { in: ['INTENT', 'ACCEPTED'] } },
      })
      expect(open).toBe(0)
      expect(ai.cancelled).toEqual([])
    },
  )
})
