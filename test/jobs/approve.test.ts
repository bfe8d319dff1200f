import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { approve } from '../../src/jobs/approve.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import type { ApproveOptions, EnqueueOptions } from '../../src/requests.ts'
import { DAY_MS } from '../support/clock.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, VIDEO_MICROS, WHOLE_MICROS, type World } from '../support/world.ts'

const decide = (world: World, options: ApproveOptions = {}, products: string[] = []) =>
  approve(world.context, { ...everyJob, products }, options)

const productOf = (world: World, id: string) =>
  world.db.product.findUniqueOrThrow({ where: { id } })

/** The newest event of a product's job. */
async function lastEvent(world: World, productId: string) {
  const { id: jobId } = await world.job(productId)
  return world.db.jobEvent.findFirstOrThrow({ where: { jobId }, orderBy: { id: 'desc' } })
}

const reservedOf = async (world: World, period = '2026-11-23') => {
  const row = await world.db.dailyUsage.findUnique({
    where: { period_provider: { period, provider: '' } },
  })
  return [row?.jobsReserved ?? 0, Number(row?.microsReserved ?? 0)]
}

async function held(products: string[], more: Partial<EnqueueOptions> = {}): Promise<World> {
  const world = await openWorld(fakeAi())
  await world.enqueue(products, { hold: ['cost'], ...more })
  return world
}

/** Jobs whose videos are made and wait. */
async function made(products: string[], change: Parameters<typeof openWorld>[0] = {}) {
  const ai = fakeAi()
  const world = await openWorld({ ...ai, ...change })
  await world.enqueue(products, { hold: ['video'] })
  await testWorker(world).runDue()
  return { world, ai }
}

describe('a batch that is held for its cost', () => {
  test('waits with its money reserved, and no worker is told', async () => {
    const world = await openWorld()
    const result = await world.enqueue(['P1', 'P2'], { hold: ['cost'] })
    expect(result).toMatchObject({
      queued: 0,
      deferred: 0,
      awaitingApproval: 2,
      hold: ['cost'],
      estimateMicros: 2 * WHOLE_MICROS,
      undispatched: 0,
      warnings: [],
    })
    expect(await world.job('P1')).toMatchObject({
      status: 'AWAITING_APPROVAL',
      awaits: 'cost',
      awaitsUntil: new Date(world.clock().getTime() + 7 * DAY_MS),
      reservedMicros: BigInt(WHOLE_MICROS),
      reservedJobs: 1,
      reviewVideo: false,
    })
    expect(await reservedOf(world)).toEqual([2, 2 * WHOLE_MICROS])
    await testWorker(world).runDue()
    expect(await world.db.providerCall.count()).toBe(0)
  })

  test('a dry run only tells', async () => {
    const world = await openWorld()
    const result = await world.enqueue(['P1'], { hold: ['cost'], dryRun: true })
    expect(result).toMatchObject({ queued: 0, awaitingApproval: 1, batchId: null })
    expect(await world.jobs()).toEqual([])
  })

  test('approved, it is made, and the history says by whom and why', async () => {
    const world = await held(['P1', 'P2'])
    expect(await decide(world, { reason: 'for spring' }, ['P1'])).toMatchObject({
      dryRun: false,
      decision: 'approve',
      matched: 1,
      queued: 1,
      published: 0,
      skipped: {},
      estimateMicros: WHOLE_MICROS,
      undispatched: 0,
    })
    expect(await lastEvent(world, 'P1')).toMatchObject({
      type: 'approved',
      from: 'AWAITING_APPROVAL',
      to: 'QUEUED',
      actor: 'tester',
      details: { awaits: 'cost', reason: 'for spring' },
    })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({
      status: 'COMPLETED',
      awaits: null,
      awaitsUntil: null,
      attempt: 1,
    })
    expect(await world.job('P2')).toMatchObject({ status: 'AWAITING_APPROVAL' })
  })

  test('rejected, its money and its products are free, and the job says why', async () => {
    const world = await held(['P1'])
    expect(await decide(world, { reject: true, reason: 'too dear' })).toMatchObject({
      decision: 'reject',
      rejected: 1,
      releasedMicros: WHOLE_MICROS,
    })
    expect(await world.job('P1')).toMatchObject({
      status: 'CANCELLED',
      claimKey: null,
      errorCode: 'APPROVAL_REJECTED',
      errorParams: { by: 'tester', awaits: 'cost', reason: 'too dear' },
      awaitsUntil: null,
      finishedAt: world.clock(),
    })
    expect(await lastEvent(world, 'P1')).toMatchObject({ type: 'rejected', to: 'CANCELLED' })
    expect(await reservedOf(world)).toEqual([0, 0])
  })

  test.each<ApproveOptions>([{}, { reject: true }])(
    'a dry run of %j changes nothing',
    async (o) => {
      const world = await held(['P1'])
      const before = await world.jobs()
      const result = await decide(world, { ...o, dryRun: true })
      expect(result).toMatchObject({ dryRun: true, queued: o.reject ? 0 : 1 })
      expect(await world.jobs()).toEqual(before)
      expect(await world.db.jobEvent.count()).toBe(0)
    },
  )

  test('what does not wait, and what is still being loaded, is left alone', async () => {
    const world = await held(['P1'])
    await world.enqueue(['P2'])
    await world.db.batch.updateMany({
      where: { jobs: { some: { productId: 'P1' } } },
      data: LOADING,
    })
    expect(await decide(world)).toMatchObject({
      matched: 2,
      queued: 0,
      skipped: { loading: 1, 'not-waiting': 1 },
    })
    await world.db.batch.updateMany({ data: { state: 'READY' } })
  })

  test('Redis out of reach: it is committed, and a worker hands it over later', async () => {
    const world = await held(['P1'])
    world.transport.isDown = true
    expect(await decide(world)).toMatchObject({ queued: 1, undispatched: 1 })
    world.transport.isDown = false
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  })
})

const LOADING = { state: 'LOADING' } as const

describe('a batch above the threshold waits by itself', () => {
  test.each([
    [2 * WHOLE_MICROS - 1, 2],
    [2 * WHOLE_MICROS, 0],
    [0, 2],
  ])('above %d micro-dollars: %d of two wait', async (approvalAboveMicros, awaitingApproval) => {
    const world = await openWorld({ approvalAboveMicros })
    const result = await world.enqueue(['P1', 'P2'])
    expect(result).toMatchObject({ awaitingApproval, queued: 2 - awaitingApproval })
    expect(result.hold).toEqual(awaitingApproval > 0 ? ['cost'] : [])
    const told = result.warnings.filter((line) => line.includes('VIDGEN_APPROVAL_ABOVE_USD'))
    expect(told).toHaveLength(awaitingApproval > 0 ? 1 : 0)
  })

  test('its videos wait as well where that was asked for', async () => {
    const world = await openWorld({ approvalAboveMicros: 0 })
    const { hold } = await world.enqueue(['P1'], { hold: ['video'] })
    expect(hold).toEqual(['cost', 'video'])
    await decide(world)
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'AWAITING_APPROVAL', awaits: 'video' })
    expect(await decide(world)).toMatchObject({ published: 1, queued: 0 })
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  })
})

/** Yesterday's two jobs, and room for one more today. */
async function tight(): Promise<World> {
  const world = await held(['P1', 'P2'])
  world.clock.advance(DAY_MS)
  world.context.limits = { host: 'here', jobs: 1, micros: 10 * WHOLE_MICROS }
  return world
}

describe('approved on another day', () => {
  test('the reservation comes along, and the first day has its room back', async () => {
    const world = await held(['P1', 'P2'])
    world.clock.advance(DAY_MS)
    expect(await decide(world)).toMatchObject({ queued: 2, limit: { day: '2026-11-24' } })
    expect(await reservedOf(world)).toEqual([0, 0])
    expect(await reservedOf(world, '2026-11-24')).toEqual([2, 2 * WHOLE_MICROS])
    expect(await world.job('P1')).toMatchObject({ budgetDay: '2026-11-24', reservedJobs: 1 })
  })

  test('within a month that is full it moves, with what it holds for each provider', async () => {
    const month = { jobs: 1, micros: WHOLE_MICROS }
    const world = await openWorld({ ...fakeAi(), month })
    await world.enqueue(['P1'], { hold: ['cost'] })
    const { reservedBy } = await world.job('P1')
    expect(Object.values(reservedBy as object).reduce((a, b) => a + b, 0)).toBe(WHOLE_MICROS)
    world.clock.advance(DAY_MS)
    expect(await decide(world)).toMatchObject({ queued: 1 })
    expect(await world.job('P1')).toMatchObject({ reservedBy, budgetDay: '2026-11-24' })
    expect(await reservedOf(world)).toEqual([0, 0])
    expect(await reservedOf(world, '2026-11')).toEqual([1, WHOLE_MICROS])
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  })

  test('what does not fit is refused as a whole', async () => {
    const world = await tight()
    await expect(decide(world)).rejects.toMatchObject({ code: 'LIMIT_REACHED' })
    expect((await world.jobs()).map((job) => job.status)).toEqual(
      Array(2).fill('AWAITING_APPROVAL'),
    )
  })

  test.each([
    ['trim', { queued: 1, trimmed: 1, deferred: 0 }, ['QUEUED', 'AWAITING_APPROVAL']],
    ['defer', { queued: 1, trimmed: 0, deferred: 1 }, ['QUEUED', 'DEFERRED']],
  ] as const)('%s takes what fits', async (onLimit, counts, statuses) => {
    const world = await tight()
    expect(await decide(world, { onLimit })).toMatchObject(counts)
    expect((await world.jobs()).map((job) => job.status)).toEqual(statuses)
    await world.books()
    const { reservedJobs } = await world.job('P2')
    // What still waits keeps its place of the first day; what is deferred has none.
    expect(reservedJobs).toBe(onLimit === 'trim' ? 1 : 0)
  })
})

describe('a held batch with more than a day takes', () => {
  test('waits as a whole; approved, the rest is admitted day by day', async () => {
    const world = await held(['P1', 'P2', 'P3'], { perDay: 1 })
    expect((await world.jobs()).map((job) => [job.status, job.reservedJobs])).toEqual([
      ['AWAITING_APPROVAL', 1],
      ['AWAITING_APPROVAL', 0],
      ['AWAITING_APPROVAL', 0],
    ])
    await admitDeferred(world.context)
    expect(await decide(world)).toMatchObject({
      queued: 1,
      deferred: 2,
      estimateMicros: 3 * WHOLE_MICROS,
    })
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(1)
    expect(await admitDeferred(world.context)).toBe(0)
  })

  test('those that still wait, or were rejected, take no place of their batch’s day', async () => {
    const world = await held(['P1', 'P2', 'P3'], { perDay: 1 })
    await decide(world, { reject: true }, ['P1'])
    await decide(world, {}, ['P2'])
    expect(await admitDeferred(world.context)).toBe(1)
    expect(await world.job('P2')).toMatchObject({ status: 'QUEUED', reservedJobs: 1 })
  })
})

describe('a video that is to be approved', () => {
  test('is made and stored; its product shows what it showed before', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    const worker = testWorker(world)
    await worker.runDue()
    const shown = await productOf(world, 'P1')
    world.clock.advance(1000)
    await world.enqueue(['P1'], { fresh: true, hold: ['video'] })
    await worker.runDue()
    expect(await productOf(world, 'P1')).toEqual(shown)
    const job = await world.job('P1')
    expect(job).toMatchObject({
      status: 'AWAITING_APPROVAL',
      awaits: 'video',
      progress: 95,
      leaseOwner: null,
      claimKey: 'P1',
      reservedMicros: 0n,
      reservedJobs: 0,
      costMicros: BigInt(WHOLE_MICROS),
    })
    expect(worker.events.at(-1)).toMatchObject({
      type: 'awaiting-approval',
      costMicros: WHOLE_MICROS,
    })
    expect(await world.storage.head(`videos/P1/${job.id}.mp4`)).not.toBeNull()
    expect(job.videoUrl).toContain(job.id)
  })

  test('approved, it is shown at once and costs nothing, also beyond today’s limit', async () => {
    const { world, ai } = await made(['P1'])
    world.context.limits = { host: 'here', jobs: 0, micros: 0 }
    const paid = [...ai.bill]
    expect(await decide(world)).toMatchObject({ published: 1, queued: 0, estimateMicros: 0 })
    const job = await world.job('P1')
    expect(job).toMatchObject({ status: 'COMPLETED', progress: 100, finishedAt: world.clock() })
    expect(await productOf(world, 'P1')).toMatchObject({
      videoUrl: job.videoUrl,
      videoJobId: job.id,
      videoKey: `videos/P1/${job.id}.mp4`,
      posterUrl: world.storage.url(`videos/P1/${job.id}.jpg`),
    })
    expect(await lastEvent(world, 'P1')).toMatchObject({
      type: 'completed',
      actor: 'tester',
      from: 'AWAITING_APPROVAL',
    })
    expect([...ai.bill]).toEqual(paid)
  })

  test('rejected, it is kept unpublished, and what it cost stays booked', async () => {
    const { world } = await made(['P1'])
    expect(await decide(world, { reject: true })).toMatchObject({ rejected: 1, releasedMicros: 0 })
    const job = await world.job('P1')
    expect(job).toMatchObject({
      status: 'CANCELLED',
      claimKey: null,
      costMicros: BigInt(WHOLE_MICROS),
    })
    expect(await productOf(world, 'P1')).toMatchObject({ videoUrl: null, videoJobId: null })
    expect(await world.storage.head(`videos/P1/${job.id}.mp4`)).not.toBeNull()
  })

  test('one whose file is gone is told, not shown', async () => {
    const { world } = await made(['P1', 'P2'])
    await rm(join(world.home, 'videos/videos/P1'), { recursive: true })
    expect(await decide(world)).toMatchObject({ published: 1, skipped: { 'video-missing': 1 } })
    expect(await productOf(world, 'P1')).toMatchObject({ videoUrl: null })
    expect(await world.job('P1')).toMatchObject({ status: 'AWAITING_APPROVAL' })
  })

  test('waits without the money that its estimate had beyond its cost', async () => {
    const cheap = { micros: VIDEO_MICROS / 2, source: 'provider' as const }
    const { world } = await made(['P1'], fakeAi({ videoCost: cheap }))
    expect(await reservedOf(world)).toEqual([0, 0])
  })
})

describe('cancel and retry of what waits', () => {
  test('cancel ends it and gives its money back', async () => {
    const world = await held(['P1'])
    expect(await cancel(world.context, everyJob, {})).toMatchObject({
      cancelled: 1,
      releasedMicros: WHOLE_MICROS,
    })
    expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED', awaitsUntil: null })
    expect(await decide(world)).toMatchObject({ skipped: { 'not-waiting': 1 } })
  })

  test('a waiting one is not retried', async () => {
    const world = await held(['P1'])
    expect(await retry(world.context, everyJob, {})).toMatchObject({
      requeued: 0,
      skipped: { 'awaiting-approval': 1 },
    })
  })

  test.each(['rejected', 'cancelled'])(
    'a retry of a %s one waits again: it is no way around',
    async (how) => {
      const world = await held(['P1'])
      if (how === 'rejected') await decide(world, { reject: true })
      else await cancel(world.context, everyJob, {})
      const counts = { requeued: 0, awaitingApproval: 1, estimateMicros: WHOLE_MICROS }
      expect(await retry(world.context, everyJob, { dryRun: true })).toMatchObject(counts)
      world.clock.advance(3 * DAY_MS)
      expect(await retry(world.context, everyJob, {})).toMatchObject({ ...counts, undispatched: 0 })
      expect(await world.job('P1')).toMatchObject({
        status: 'AWAITING_APPROVAL',
        errorCode: null,
        claimKey: 'P1',
        budgetDay: '2026-11-26',
        awaitsUntil: new Date(world.clock().getTime() + 7 * DAY_MS),
      })
      expect(world.transport.take()).toEqual([])
      await decide(world)
      await testWorker(world).runDue()
      expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    },
  )

  test('a retry of a rejected video lets it wait once more, whatever today has room for', async () => {
    const { world, ai } = await made(['P1'])
    await decide(world, { reject: true })
    world.context.limits = { host: 'here', jobs: 0, micros: 0 }
    world.clock.advance(DAY_MS)
    expect(await retry(world.context, everyJob, {})).toMatchObject({
      awaitingApproval: 1,
      estimateMicros: 0,
    })
    expect(await decide(world)).toMatchObject({ published: 1 })
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', errorCode: null })
    expect(ai.sent).toHaveLength(3)
  })

  test('a retry without room waits without money, and is deferred when it is approved', async () => {
    const world = await held(['P1'])
    await decide(world, { reject: true })
    world.context.limits = { host: 'here', jobs: 0, micros: 0 }
    await expect(retry(world.context, everyJob, {})).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
    })
    const deferring = { onLimit: 'defer' as const }
    expect(await retry(world.context, everyJob, deferring)).toMatchObject({ awaitingApproval: 1 })
    expect(await world.job('P1')).toMatchObject({ reservedJobs: 0, reservedMicros: 0n })
    expect(await decide(world)).toMatchObject({ deferred: 1, queued: 0 })
    expect(await world.job('P1')).toMatchObject({ status: 'DEFERRED' })
  })
})
