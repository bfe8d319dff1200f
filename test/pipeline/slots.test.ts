/** Limits of a provider over all workers: whoever has to wait uses neither time nor attempts. */
import { describe, expect, test } from 'vitest'
import { LEASE_MS } from '../../src/jobs/lease.ts'
import { endExpiredLeases } from '../../src/jobs/recovery.ts'
import { WorkerStopped } from '../../src/worker/outcome.ts'
import { mortal } from '../support/crashing.ts'
import { fakeAi, type FakeAi } from '../support/fake-ai.ts'
import { cancelWhen, testWorker, type TestWorker } from '../support/run.ts'
import { openWorld, type World, type WorldOptions } from '../support/world.ts'

const IDS = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6']

interface Watched {
  ai: FakeAi
  most: () => number
}

/** Services that count how many paid calls are under way at once; the first `together` of them wait for each other. */
function watched(together: number): Watched {
  const ai = fakeAi()
  let now = 0
  let most = 0
  const gathered = Promise.withResolvers<void>()
  const { images, videos } = ai
  if (images.mode !== 'direct') throw new Error('fake images are direct')
  const enter = () => {
    most = Math.max(most, (now += 1))
    if (most >= together) gathered.resolve()
  }
  ai.images = {
    ...images,
    async generate(...args) {
      enter()
      await gathered.promise
      const answer = await images.generate(...args)
      now--
      return answer
    },
  }
  ai.videos = {
    ...ai.videos,
    submit(...args) {
      enter()
      return videos.submit(...args)
    },
    async poll(...args) {
      const state = await videos.poll(...args)
      now--
      return state
    },
  }
  return { ai, most: () => most }
}

async function shop(limits: { inFlight: number; perMinute: number }, options: WorldOptions = {}) {
  const { ai, most } = watched(limits.inFlight)
  const world = await openWorld({ ...ai, providerLimits: { offline: limits }, ...options })
  await world.enqueue(IDS)
  return { ai, most, world, worker: testWorker(world) }
}

/** All jobs at once, as a worker with enough places has them. */
const runAll = (worker: TestWorker, ids = IDS) => Promise.all(ids.map((id) => worker.run(id)))

const statuses = async (world: World) => (await world.jobs()).map((job) => job.status)

describe('calls in flight', () => {
  test('are never more than the provider takes, without attempts or time', async () => {
    const { most, world, worker } = await shop({ inFlight: 2, perMinute: 0 })
    worker.context.jobTimeoutMs = 2_000
    await runAll(worker)
    expect(await statuses(world)).toEqual(IDS.map(() => 'COMPLETED'))
    expect(most()).toBe(2)
    expect((await world.jobs()).map((job) => job.attempt)).toEqual(IDS.map(() => 1))
  })

  test('are counted over all workers', async () => {
    const { most, world, worker } = await shop({ inFlight: 2, perMinute: 0 })
    const { openSlots } = await import('../../src/pipeline/slots.ts')
    const slots = openSlots(world.pipeline.providerLimits)
    const other = testWorker(world, { worker: 'w2', slots })
    await Promise.all([runAll(worker, IDS.slice(0, 3)), runAll(other, IDS.slice(3))])
    expect(await statuses(world)).toEqual(IDS.map(() => 'COMPLETED'))
    expect(most()).toBe(2)
  })

  test('of a job in review hold nobody up', async () => {
    const { ai, world, worker } = await shop({ inFlight: 1, perMinute: 0 })
    ai.states.push({ disposition: 'reject', code: 'AI_REQUEST_UNKNOWN', params: {} })
    await worker.run('P1')
    expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
    await worker.run('P2')
    expect(await world.job('P2')).toMatchObject({ status: 'COMPLETED' })
  })
})

async function lineUp(change: (worker: TestWorker) => void) {
  const { ai, world, worker } = await shop({ inFlight: 1, perMinute: 0 })
  const { promise, resolve } = Promise.withResolvers<void>()
  ai.imageAnswers.push(() => promise)
  const first = worker.run('P1')
  await expect.poll(() => ai.sent.length).toBe(1)
  const second = testWorker(world, { worker: 'w1' })
  second.context.slots = worker.context.slots
  change(second)
  await second.run('P2')
  const job = await world.job('P2')
  resolve()
  await first
  return { job, ai }
}

describe('who waits in line', () => {
  test('hands back at once when the worker drains', async () => {
    const { job, ai } = await lineUp((worker) => (worker.context.draining = () => true))
    expect(job).toMatchObject({ status: 'QUEUED', attempt: 1, leaseOwner: null })
    expect(ai.sent.some((key) => key.includes(job.id))).toBe(false)
  })

  test('obeys a cancel', async () => {
    const { job } = await lineUp((worker) => cancelWhen(worker, () => true))
    expect(job).toMatchObject({ status: 'CANCELLED' })
  })

  test('goes when the worker stops', async () => {
    const { job } = await lineUp((worker) => {
      setTimeout(() => worker.stop.abort(new WorkerStopped()), 50)
    })
    expect(job).toMatchObject({ status: 'QUEUED', leaseOwner: null })
  })
})

test('who waits gives way to a call whose worker died: that one ends, and then it has its turn', async () => {
  const ai = fakeAi({ repeatable: true })
  const world = await openWorld({
    ...ai,
    providerLimits: { offline: { inFlight: 1, perMinute: 0 } },
  })
  await world.enqueue(['P1', 'P2'])
  const openCalls = () => world.db.providerCall.count({ where: { outcome: 'INTENT' } })
  for (let transaction = 1; (await openCalls()) === 0; transaction++) {
    const db = mortal(world.db, { transaction, phase: 'after' })
    const dying = testWorker(world, { db, worker: `dying-${transaction}` })
    await dying.run('P1').catch(() => {})
    await dying.context.leases.stop()
    world.clock.advance(LEASE_MS + 1)
    await endExpiredLeases(world.db, { maxCrashes: 15, by: { actor: 'tick', at: world.clock() } })
  }
  const worker = testWorker(world)
  await worker.run('P2')
  expect(await world.job('P2')).toMatchObject({ status: 'QUEUED', leaseOwner: null, attempt: 1 })
  expect((await world.job('P2')).nextRunAt!.getTime()).toBeGreaterThan(world.clock().getTime())
  await worker.run('P1')
  world.clock.advance(2_001)
  await worker.run('P2')
  expect(await statuses(world)).toEqual(['COMPLETED', 'COMPLETED'])
})
