/** A worker with 50 jobs in hand is told to stop: none is left to a lock that has to time out first. */
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { privateRedisStatus } from '../../src/embedded/private-redis.ts'
import { LEASE_MS } from '../../src/jobs/lease.ts'
import type { Program } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import { ask } from './books.ts'
import { expectKept, finish, openQueued } from './scene.ts'
import { readBill, type Stage, start } from './stage.ts'

const AT_ONCE = 50
const JOBS = 60
const TIMEOUT_MS = 240_000

const count = async ({ home }: Stage, where: string) =>
  (await ask(home, `SELECT id FROM "VideoGenerationJob" WHERE ${where}`)).length
const leased = (stage: Stage) => count(stage, '"leaseOwner" IS NOT NULL')
const rendering = async ({ home }: Stage) =>
  (await ask(home, `SELECT id FROM "ProviderCall" WHERE outcome = 'ACCEPTED'`)).length

function work(stage: Stage, shutdownTimeout: string): Program {
  const words = ['worker', '--concurrency', String(AT_ONCE), '--shutdown-timeout', shutdownTimeout]
  return start(stage, words)
}

/** Deliveries that Bull believes to be in a worker's hands, or whose worker it takes for dead. */
async function inHands({ home }: Stage): Promise<number> {
  const redis = new Redis({ path: (await privateRedisStatus(home)).socket })
  try {
    const keys = await redis.keys('*')
    const active = keys.filter((key) => key.endsWith(':active'))
    const stalled = keys.filter((key) => key.endsWith(':stalled'))
    const counts = await Promise.all([
      ...active.map((key) => redis.llen(key)),
      ...stalled.map((key) => redis.scard(key)),
    ])
    return counts.reduce((sum, each) => sum + each, 0)
  } finally {
    redis.disconnect()
  }
}

/** Nothing is left behind: no lease, no delivery in anybody's hands, no crash on any job. */
async function expectNothingHeld(stage: Stage): Promise<void> {
  expect(await leased(stage)).toBe(0)
  expect(await inHands(stage)).toBe(0)
  expect(await count(stage, 'crashes > 0 OR attempt > 1')).toBe(0)
}

/** The next worker has as many in hand in less time than a lease would take to run out. */
async function expectTakenUp(stage: Stage, jobs: number): Promise<void> {
  const next = work(stage, '1s')
  await until('its first', async () => (await leased(stage)) > 0)
  await until('all of them', async () => (await leased(stage)) >= jobs, LEASE_MS)
  next.signal('SIGTERM')
  expect(await next.ended).toMatchObject({ code: 0 })
  await expectNothingHeld(stage)
}

describe('with 50 jobs in hand', () => {
  test(
    'a drain finishes them, and leaves the others to the next',
    { timeout: TIMEOUT_MS },
    async () => {
      await using scene = await openQueued(JOBS, { VIDGEN_OFFLINE_VIDEO_MS: '3000' })
      const { stage } = scene
      const worker = work(stage, '60s')
      await until('50 jobs in hand', async () => (await leased(stage)) === AT_ONCE)
      worker.signal('SIGTERM')
      expect(await worker.ended).toMatchObject({ code: 0 })
      expect(await count(stage, `status = 'COMPLETED'`)).toBe(AT_ONCE)
      await expectNothingHeld(stage)
      await finish(stage)
      expect(await count(stage, `status = 'COMPLETED'`)).toBe(JOBS)
      expect(readBill(stage.home)).toHaveLength(3 * JOBS)
      await expectKept(stage)
    },
  )

  test(
    'that take too long they are handed back as far as they are, and taken up at once',
    { timeout: TIMEOUT_MS },
    async () => {
      await using scene = await openQueued(AT_ONCE, { VIDGEN_OFFLINE_VIDEO_MS: '20000' })
      const { stage } = scene
      const worker = work(stage, '1s')
      await until('50 renders', async () => (await rendering(stage)) === AT_ONCE)
      worker.signal('SIGTERM')
      expect(await worker.ended).toMatchObject({ code: 0 })
      await expectNothingHeld(stage)
      await expectTakenUp(stage, AT_ONCE)
      await finish(stage)
      expect(readBill(stage.home)).toHaveLength(3 * AT_ONCE)
      await expectKept(stage)
    },
  )

  test('a second signal hands them back at once', { timeout: TIMEOUT_MS }, async () => {
    await using scene = await openQueued(AT_ONCE, { VIDGEN_OFFLINE_IMAGE_MS: '60000' })
    const { stage } = scene
    const worker = work(stage, '10m')
    await until('50 jobs in hand', async () => (await leased(stage)) === AT_ONCE)
    worker.signal('SIGTERM')
    await until('no more is taken', () => /stop/i.test(worker.said()))
    expect(worker.isRunning()).toBe(true)
    const askedAt = performance.now()
    worker.signal('SIGTERM')
    expect(await worker.ended).toMatchObject({ code: 143, signal: null })
    expect(performance.now() - askedAt).toBeLessThan(LEASE_MS)
    await expectNothingHeld(stage)
    await expectTakenUp(stage, AT_ONCE)
  })
})
