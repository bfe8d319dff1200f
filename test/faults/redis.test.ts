import { describe, expect, test } from 'vitest'
import { killRedis } from '../e2e/support/home.ts'
import { askVidgen } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import { ask } from './books.ts'
import { startCluster, startWatched } from '../queue/redis-nodes.ts'
import { expectKept, finish, openQueued, openScene } from './scene.ts'
import { flushRedis, readBill, start, type Stage } from './stage.ts'

const JOBS = 4

const calls = async ({ home }: Stage) => (await ask(home, 'SELECT id FROM "ProviderCall"')).length
const completed = async ({ home }: Stage) =>
  (await ask(home, `SELECT id FROM "VideoGenerationJob" WHERE status = 'COMPLETED'`)).length

const LOSSES: [string, (home: string) => Promise<void>][] = [
  ['wiped', flushRedis],
  ['killed', killRedis],
]

describe.concurrent('Redis, and with it every delivery, is lost', () => {
  test.each(LOSSES)('%s while nothing runs', { timeout: 120_000 }, async (_name, lose) => {
    await using scene = await openQueued(JOBS)
    const { stage } = scene
    await lose(stage.home)
    await finish(stage)
    expect(readBill(stage.home)).toHaveLength(3 * JOBS)
    await expectKept(stage)
  })

  test.each(LOSSES)('%s while a worker runs', { timeout: 120_000 }, async (_name, lose) => {
    await using scene = await openQueued(JOBS, { VIDGEN_OFFLINE_IMAGE_MS: '400' })
    const { stage } = scene
    const worker = start(stage, ['worker', '--concurrency', '1'])
    await until('a purchase', async () => (await calls(stage)) > 0)
    await lose(stage.home)
    await until('all videos', async () => (await completed(stage)) === JOBS, 60_000)
    worker.signal('SIGTERM')
    expect(await worker.ended).toMatchObject({ code: 0 })
    expect(readBill(stage.home)).toHaveLength(3 * JOBS)
    await expectKept(stage)
  })
})

test(
  'the master that sentinels watch is lost while a worker runs',
  { timeout: 120_000 },
  async () => {
    const watched = await startWatched()
    try {
      const env = { REDIS_URL: watched.url, VIDGEN_OFFLINE_IMAGE_MS: '400' }
      await using scene = await openQueued(JOBS, env)
      const { stage } = scene
      const worker = start(stage, ['worker', '--concurrency', '1'])
      await until('a purchase', async () => (await calls(stage)) > 0)
      await watched.failOver()
      await until('all videos', async () => (await completed(stage)) === JOBS, 60_000)
      worker.signal('SIGTERM')
      expect(await worker.ended).toMatchObject({ code: 0 })
      expect(readBill(stage.home)).toHaveLength(3 * JOBS)
      await expectKept(stage)
    } finally {
      await watched.remove()
    }
  },
)

test('on a Cluster two workers share the work', { timeout: 120_000 }, async () => {
  const cluster = await startCluster()
  try {
    await using scene = await openQueued(JOBS, { REDIS_URL: cluster.url })
    const { stage } = scene
    await Promise.all([finish(stage), finish(stage)])
    expect(await completed(stage)).toBe(JOBS)
    expect(readBill(stage.home)).toHaveLength(3 * JOBS)
    await expectKept(stage)
  } finally {
    await cluster.remove()
  }
})

test(
  'Redis is out of reach during enqueue: committed, told, done later',
  { timeout: 120_000 },
  async () => {
    await using scene = await openScene(JOBS)
    const { stage, csv } = scene
    const away = { ...stage.env, REDIS_URL: `unix://${stage.home}/nobody.sock` }
    const result = await askVidgen(['enqueue', '--csv', csv], { home: stage.home, env: away })
    expect(result).toMatchObject({ queued: JOBS, undispatched: JOBS })
    await finish(stage)
    expect(await completed(stage)).toBe(JOBS)
    await expectKept(stage)
  },
)
