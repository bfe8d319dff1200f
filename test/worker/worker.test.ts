import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ensurePrivateRedis, stopPrivateRedis } from '../../src/embedded/private-redis.ts'
import type { Channel } from '../../src/notify/channel.ts'
import type { Transport } from '../../src/jobs/dispatcher.ts'
import { seeChannels } from '../../src/notify/outbox.ts'
import { createTransport, queuePrefix } from '../../src/queue/transport.ts'
import { readAlerts } from '../../src/reports/alerts.ts'
import type { WorkerEvent, WorkerHandle, WorkerOptions } from '../../src/requests.ts'
import { startWorker, type WorkerContext } from '../../src/worker/worker.ts'
import { openHook } from '../fakes/hooks.ts'
import { channelOf } from '../notify/channels.ts'
import { tell } from '../notify/outbox.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { openWorld, type World, type WorldOptions } from '../support/world.ts'

let home: string
let url: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'vidgen-worker-'))
  url = (await ensurePrivateRedis({ home })).url
})

afterAll(async () => {
  await stopPrivateRedis(home)
  await rm(home, { recursive: true, force: true })
})

interface Shop extends World {
  queue: Transport
  /** Where alerts go; none unless told. */
  channels: Channel[]
  /** Starts a worker of the shop. */
  start(options?: WorkerOptions & { concurrency?: number }): Promise<Started>
}

interface Started extends WorkerHandle {
  events: WorkerEvent[]
  /** The first signal. */
  drain: AbortController
  /** The second. */
  stop: AbortController
}

let shops = 0
let workers = 0

const realTime = () => new Date()

/** A shop with a real queue and the real time. */
async function openShop(options: WorldOptions = {}): Promise<Shop> {
  const world = await openWorld(options)
  const queue = await createTransport({ url, prefix: queuePrefix(`shop-${(shops += 1)}`) })
  onTestFinished(() => queue.close())
  world.context = { ...world.context, clock: realTime, dispatcher: async () => queue }
  const channels: Channel[] = []
  const start: Shop['start'] = async (wishes = {}) => {
    const { context, pipeline } = world
    const worker = `w-${(workers += 1)}`
    const whole: WorkerContext = {
      ...context,
      actor: worker,
      worker,
      ...pipeline,
      transport: queue,
      policy: { maxAttempts: 3, backoffMs: 200 },
      jobTimeoutMs: 60_000,
      maxCrashes: 15,
      channels,
      alertRules: { at: [], failurePercent: 0, costPercent: 0, minJobs: 1, windowMs: 1 },
      origin: { rehearsal: true, environment: 'development' },
      reviveQueue: async () => {},
      assertUnchanged: async () => {},
    }
    const events: WorkerEvent[] = []
    const drain = new AbortController()
    const stop = new AbortController()
    const onEvent = (event: WorkerEvent) => void events.push(event)
    const life = { concurrency: 4, signal: drain.signal, stopNow: stop.signal, onEvent }
    const handle = await startWorker(whole, { ...life, ...wishes })
    return { ...handle, events, drain, stop }
  }
  return Object.assign(world, { queue, channels, start })
}

/** Enqueues with the shop's own clock, which is the real one here. */
async function enqueue(shop: Shop, products: string[]): Promise<void> {
  const { enqueue } = await import('../../src/jobs/enqueue/enqueue.ts')
  const csv = await shop.csv(products.map((product) => `${product},a.jpg`))
  await enqueue(shop.context, { source: { csv, columns: {} } })
}

const statuses = async (shop: Shop) => (await shop.jobs()).map((job) => job.status)

describe('a worker', () => {
  test('drains: runs all there is, failures again, and ends', async () => {
    const ai = fakeAi()
    const shop = await openShop(ai)
    await enqueue(shop, ['P1', 'P2', 'P3', 'P4', 'P5'])
    const busy = { disposition: 'retry', code: 'OFFLINE_FAILURE', params: {} } as const
    ai.imageAnswers.push(busy)
    ai.videoAnswers.push({ ...busy, disposition: 'reject' })
    const worker = await shop.start({ drain: true })
    expect(await worker.finished).toMatchObject({
      processed: 5,
      completed: 4,
      failed: 1,
      retried: 1,
      waiting: {},
    })
    expect(new Set(await statuses(shop))).toEqual(new Set(['COMPLETED', 'FAILED']))
    expect(worker.totals().costMicros).toBe([...ai.bill.values()].reduce((a, b) => a + b))
    expect(worker.events[0]!.type).toBe('ready')
    expect(worker.running()).toEqual([])
    expect(await shop.db.duty.count()).toBe(0)
  })

  test('drains nothing at once, and tells what waits', async () => {
    const shop = await openShop({ jobs: 0 })
    const { enqueue } = await import('../../src/jobs/enqueue/enqueue.ts')
    const csv = await shop.csv(['P1,a.jpg'])
    await enqueue(shop.context, { source: { csv, columns: {} }, onLimit: 'defer' })
    const { finished } = await shop.start({ drain: true })
    expect(await finished).toMatchObject({ processed: 0, waiting: { DEFERRED: 1 } })
  })

  test('runs so many jobs and leaves the rest to others', async () => {
    const shop = await openShop()
    await enqueue(shop, ['P1', 'P2', 'P3', 'P4', 'P5'])
    const first = await shop.start({ maxJobs: 2 })
    expect(await first.finished).toMatchObject({ processed: 2 })
    expect((await statuses(shop)).filter((status) => status === 'COMPLETED')).toHaveLength(2)
    const second = await shop.start({ drain: true })
    expect(await second.finished).toMatchObject({ processed: 3 })
  })

  test('tells of each round, also when its duties fail', async () => {
    const shop = await openShop()
    let rounds = 0
    const worker = await shop.start({ onRound: () => void rounds++ })
    await shop.queue.close()
    await expect.poll(() => rounds).toBeGreaterThan(2)
    worker.drain.abort()
    await worker.finished.catch(() => {})
  })

  test('that is asked to stop ends what it has in hand, and takes nothing more', async () => {
    const ai = fakeAi()
    const shop = await openShop(ai)
    await enqueue(shop, ['P1', 'P2'])
    const worker = await shop.start({ concurrency: 1 })
    ai.imageAnswers.push(async () => worker.drain.abort())
    expect(await worker.finished).toMatchObject({ processed: 1, completed: 1 })
    expect((await statuses(shop)).toSorted()).toEqual(['COMPLETED', 'QUEUED'])
  })

  test.each([
    ['a second signal', undefined],
    ['its time to shut down running out', 50],
  ])('with %s hands its jobs back, without an attempt', async (_, shutdownTimeoutMs) => {
    const ai = fakeAi()
    const shop = await openShop(ai)
    await enqueue(shop, ['P1'])
    ai.imageAnswers.push(async (_key, { signal }) => {
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    })
    const worker = await shop.start(shutdownTimeoutMs ? { shutdownTimeoutMs } : {})
    await expect.poll(() => ai.sent.length, { timeout: 10_000 }).toBe(1)
    worker.drain.abort()
    if (!shutdownTimeoutMs) worker.stop.abort()
    expect(await worker.finished).toMatchObject({ processed: 0 })
    expect(await shop.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1, leaseOwner: null })
    const next = await shop.start({ drain: true })
    expect(await next.finished).toMatchObject({ completed: 1 })
    expect(ai.bill.size).toBe(3)
  })

  test('shares the work with another, each product once', async () => {
    const ai = fakeAi()
    const shop = await openShop(ai)
    await enqueue(
      shop,
      Array.from({ length: 12 }, (_, index) => `P${index}`),
    )
    const both = await Promise.all([shop.start({ drain: true }), shop.start({ drain: true })])
    const totals = await Promise.all(both.map((worker) => worker.finished))
    expect(totals.reduce((sum, { completed }) => sum + completed, 0)).toBe(12)
    expect(ai.bill.size).toBe(36)
    expect(ai.sent).toHaveLength(36)
  })

  test('tells where its jobs are while it runs', async () => {
    const ai = fakeAi()
    const shop = await openShop(ai)
    await enqueue(shop, ['P1'])
    const seen = Promise.withResolvers<unknown>()
    const worker = await shop.start({ drain: true })
    ai.videoAnswers.push(async () => seen.resolve(worker.running()))
    expect(await seen.promise).toMatchObject([
      { productId: 'P1', step: 'VIDEO', status: 'GENERATING_VIDEO', attempt: 1 },
    ])
    await worker.finished
  })

  test('sends its last alert before a drain ends', async () => {
    const ai = fakeAi()
    const shop = await openShop(ai)
    const hook = await openHook()
    shop.channels.push(await channelOf(hook.url))
    await seeChannels(shop.db, shop.channels, new Date())
    await enqueue(shop, ['P1', 'P2'])
    const params = { provider: 'offline', reason: 'no' }
    const refused = { disposition: 'halt', code: 'AI_KEY_REJECTED', params } as const
    ai.imageAnswers.push(refused, refused)
    const worker = await shop.start({ drain: true })
    expect(await worker.finished).toMatchObject({ waiting: { HELD: 2 } })
    expect(hook.titles()).toEqual(['Purchases from offline are paused'])
    expect(await shop.db.duty.count()).toBe(0)
  })

  test('tells of a batch that it has just done before a drain ends', async () => {
    const shop = await openShop(fakeAi())
    const hook = await openHook()
    shop.channels.push(await channelOf(hook.url))
    await seeChannels(shop.db, shop.channels, new Date())
    await enqueue(shop, ['P1', 'P2'])
    await Promise.all([
      (await shop.start({ drain: true })).finished,
      (await shop.start({ drain: true })).finished,
    ])
    expect(hook.titles()).toEqual(['products-1.csv is done: 2 of 2 videos'])
  })

  test('works on while a channel hangs, and ends without it', async () => {
    const ai = fakeAi()
    const shop = await openShop(ai)
    const hook = await openHook()
    hook.script.push('hang-before', 'hang-before')
    shop.channels.push(await channelOf(hook.url, { timeoutMs: 60_000 }))
    await seeChannels(shop.db, shop.channels, new Date())
    await tell(shop, 'x')
    const worker = await shop.start()
    await expect.poll(() => hook.requests.length).toBe(1)
    await enqueue(shop, ['P1'])
    await expect.poll(() => worker.totals().completed).toBe(1)
    worker.drain.abort()
    worker.stop.abort()
    await worker.finished
    // It, and that the batch is done.
    expect((await readAlerts(shop)).waiting).toBe(2)
    expect(await shop.db.duty.count()).toBe(0)
  })

  test('that can’t write to the storage does not start', async () => {
    const shop = await openShop()
    shop.context.storage = {
      ...shop.storage,
      check: () => Promise.reject(new Error('read-only')),
    }
    await expect(shop.start()).rejects.toThrow('read-only')
  })
})
