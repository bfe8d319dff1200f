import { describe, expect, test } from 'vitest'
import { awaitPriceApproval, refuse } from '../../src/jobs/approval-transitions.ts'
import { approve } from '../../src/jobs/approve.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { expireApprovals } from '../../src/jobs/expiry.ts'
import { LEASE_MS, takeLease } from '../../src/jobs/lease.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { conclude } from '../../src/worker/outcome.ts'
import { tick } from '../../src/worker/tick.ts'
import { DAY_MS } from '../support/clock.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import {
  IMAGE_MICROS,
  openWorld,
  VIDEO_MICROS,
  WHOLE_MICROS,
  type World,
} from '../support/world.ts'

const WEEK_MS = 7 * DAY_MS

const expire = (world: World) => expireApprovals(world.db, { actor: 'w1', at: world.clock() })

const eventTypes = async (world: World) =>
  (await world.db.jobEvent.findMany({ orderBy: { id: 'asc' } })).map(({ type }) => type)

const openMicros = async (world: World) => {
  const days = await world.db.dailyUsage.findMany()
  return days.reduce((sum, day) => sum + Number(day.microsReserved), 0)
}

const idle = async () => {}

describe('what nobody approves in time', () => {
  test('is cancelled by a worker’s tick: the money is free, an event tells', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'], { hold: ['cost'] })
    world.clock.advance(WEEK_MS - 1)
    expect(await expire(world)).toBe(0)
    world.clock.advance(1)
    const { context, transport: dispatcher } = world
    const house = { ...context, worker: 'w1', maxCrashes: 15, dispatcher, watch: idle }
    await tick(house)
    expect(await world.job('P1')).toMatchObject({
      status: 'CANCELLED',
      errorCode: 'APPROVAL_EXPIRED',
      errorParams: { awaits: 'cost', until: '2026-11-30T05:00:00.000Z' },
      claimKey: null,
      awaitsUntil: null,
    })
    expect(await eventTypes(world)).toEqual(['approval-expired'])
    expect(await openMicros(world)).toBe(0)
    expect(await expire(world)).toBe(0)
  })

  test('may be put back to wait once more', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'], { hold: ['cost'] })
    world.clock.advance(WEEK_MS)
    await expire(world)
    expect(await retry(world.context, everyJob, {})).toMatchObject({ awaitingApproval: 1 })
    expect(await expire(world)).toBe(0)
    world.clock.advance(WEEK_MS)
    expect(await expire(world)).toBe(1)
  })

  test('a video keeps what it cost, and its file', async () => {
    const world = await openWorld(fakeAi())
    await world.enqueue(['P1'], { hold: ['video'] })
    await testWorker(world).runDue()
    world.clock.advance(WEEK_MS)
    expect(await expire(world)).toBe(1)
    const job = await world.job('P1')
    expect(job).toMatchObject({ status: 'CANCELLED', costMicros: BigInt(WHOLE_MICROS) })
    expect(await world.storage.head(`videos/P1/${job.id}.mp4`)).not.toBeNull()
  })

  test('more than one round takes: the next goes on', async () => {
    const world = await openWorld({ jobs: 1000, micros: 1_000_000_000 })
    const products = Array.from({ length: 201 }, (_, i) => `P${i}`)
    await world.enqueue(products, { hold: ['cost'] })
    world.clock.advance(WEEK_MS)
    expect([await expire(world), await expire(world)]).toEqual([200, 1])
  })
})

/** A job with its first frame, in its runner's hands before the second. */
async function begun(): Promise<World> {
  const ai = fakeAi()
  const world = await openWorld(ai)
  await world.enqueue(['P1'])
  ai.imageAnswers.push('ok', {
    disposition: 'wait',
    code: 'AI_RATE_LIMITED',
    params: { provider: 'offline' },
    waitMs: 1,
  })
  await testWorker(world).run('P1')
  world.clock.advance(1000)
  return world
}

/** Its next purchase costs more than was agreed to. */
async function dearer(world: World, needMicros: number): Promise<void> {
  const { id: jobId, deliverySeq: seq } = await world.job('P1')
  const at = world.clock()
  const until = new Date(at.getTime() + LEASE_MS)
  const lease = { jobId, seq, worker: 'w1', at, until, maxAttempts: 3 }
  const job = await takeLease(world.db, lease)
  const { approval } = world.context
  const by = { actor: 'w1', at }
  const policy = { maxAttempts: 3, backoffMs: 0 }
  const told = await world.db.$transaction((tx) =>
    conclude(tx, job!, { kind: 'approval', needMicros }, { by, policy, approval }),
  )
  expect(told).toEqual({ type: 'awaiting-approval' })
}

describe('a running job whose next purchase is dearer than was agreed to', () => {
  const left = IMAGE_MICROS + VIDEO_MICROS

  test('waits with what it bought, its attempt and its money', async () => {
    const world = await begun()
    const { attempt } = await world.job('P1')
    await dearer(world, 400_000)
    expect(await world.job('P1')).toMatchObject({
      status: 'AWAITING_APPROVAL',
      awaits: 'price',
      awaitsMicros: 400_000n,
      awaitsUntil: new Date(world.clock().getTime() + WEEK_MS),
      leaseOwner: null,
      attempt,
      reservedMicros: BigInt(left),
    })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'AWAITING_APPROVAL' })
  })

  test('approved, as much is reserved, and it goes on where it was', async () => {
    const world = await begun()
    await dearer(world, 400_000)
    expect(await approve(world.context, everyJob, {})).toMatchObject({
      queued: 1,
      estimateMicros: 400_000,
    })
    expect(await world.job('P1')).toMatchObject({ reservedMicros: 400_000n, awaitsMicros: null })
    const { attempt } = await world.job('P1')
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({
      status: 'COMPLETED',
      attempt,
      costMicros: BigInt(WHOLE_MICROS),
    })
  })

  test('approved where today has no room for more: refused, trimmed or deferred', async () => {
    const world = await begun()
    await dearer(world, 400_000)
    world.context.limits = { host: 'here', jobs: 100, micros: 300_000 }
    const { db, context } = world
    await expect(approve(context, everyJob, {})).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
      params: { videos: 1, estimateMicros: 400_000 - left },
    })
    const trim = await approve(context, everyJob, { onLimit: 'trim' })
    expect(trim).toMatchObject({ trimmed: 1, queued: 0 })
    expect(await approve(context, everyJob, { onLimit: 'defer' })).toMatchObject({ deferred: 1 })
    expect(await world.job('P1')).toMatchObject({ status: 'DEFERRED', reservedMicros: 0n })
    expect(await db.step.count()).toBe(1)
  })

  test('rejected, it ends, and a retry looks at the price anew', async () => {
    const world = await begun()
    await dearer(world, 400_000)
    expect(await approve(world.context, everyJob, { reject: true })).toMatchObject({
      rejected: 1,
      releasedMicros: left,
    })
    expect(await retry(world.context, everyJob, {})).toMatchObject({ requeued: 1 })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', awaits: null })
  })

  test('a runner that lost its lease changes nothing', async () => {
    const world = await begun()
    const job = { ...(await world.job('P1')), fence: 99 }
    const by = { actor: 'w1', at: world.clock() }
    const waiting = world.db.$transaction((tx) =>
      awaitPriceApproval(tx, job, { needMicros: 1, until: by.at, by }),
    )
    await expect(waiting).rejects.toThrow(job.id)
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', awaits: null })
  })
})

describe('two who decide at once', () => {
  type Decision = (world: World) => Promise<unknown>
  const DECISIONS: Record<string, Decision> = {
    approve: ({ context }) => approve(context, everyJob, {}),
    reject: ({ context }) => approve(context, everyJob, { reject: true }),
    cancel: ({ context }) => cancel(context, everyJob, {}),
    expire,
  }
  const pairs = Object.keys(DECISIONS).flatMap((one, i, all) =>
    all.slice(i).map((other) => [one, other] as const),
  )

  test.each(pairs)('%s and %s: each job is decided about once', async (one, other) => {
    const world = await openWorld(fakeAi())
    await world.enqueue(['P1', 'P2', 'P3', 'P4'], { hold: ['cost'] })
    await world.enqueue(['V1', 'V2'], { hold: ['video'] })
    await testWorker(world).runDue()
    world.clock.advance(WEEK_MS)
    await Promise.all([DECISIONS[one]!(world), DECISIONS[other]!(world)])
    const jobs = await world.jobs()
    const decided = ['QUEUED', 'COMPLETED', 'CANCELLED']
    expect(jobs.filter((job) => !decided.includes(job.status))).toEqual([])
    for (const job of jobs) {
      const events = await world.db.jobEvent.findMany({
        where: { jobId: job.id, from: 'AWAITING_APPROVAL' },
      })
      // Approved before the cancel came, a job is cancelled after: two decisions, one after the other.
      const isBoth = job.status === 'CANCELLED' && events[0]?.to === 'QUEUED'
      expect(events.length, `${job.productId} ${job.status}`).toBe(1)
      expect(isBoth ? 'CANCELLED' : events[0]!.to).toBe(job.status)
    }
    const shown = await world.db.product.count({ where: { videoJobId: { not: null } } })
    expect(shown).toBe(jobs.filter((job) => job.status === 'COMPLETED').length)
    await world.books()
  })

  test('one that was read as waiting and decided about meanwhile stays as it is', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'], { hold: ['cost'] })
    const stale = await world.job('P1')
    await approve(world.context, everyJob, {})
    const by = { actor: 'late', at: world.clock(), reason: null }
    const failure = { code: 'APPROVAL_EXPIRED', params: {} }
    const done = await world.db.$transaction((tx) =>
      refuse(tx, stale, { type: 'approval-expired', failure, by }),
    )
    expect(done).toBe(false)
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED' })
    expect(await eventTypes(world)).toEqual(['approved'])
  })
})
