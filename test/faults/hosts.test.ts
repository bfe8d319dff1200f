/** Workers on several hosts with nothing in common but PostgreSQL, Redis, the bucket and the providers. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freshHome } from '../e2e/support/home.ts'
import { type Program, startVidgen } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import { GATEWAY_KEY, type Gateway, startGateway } from '../fakes/gateway.ts'
import { RedisServer } from '../queue/redis-server.ts'
import { startS3Server } from '../storage/s3-server.ts'
import { ask } from './books.ts'
import { type Host, type Network, openNetwork } from './hosts.ts'
import { productIds, writeCsv } from './stage.ts'

interface Shop {
  network: Network
  gateway: Gateway
  env: Record<string, string>
  /** Where the database is asked. */
  home: string
  work: (host: Host, ...words: string[]) => Program
}

async function openShop(hosts: number, change: Record<string, string> = {}): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-hosts-'))
  const home = await freshHome()
  const redis = new RedisServer('--protected-mode', 'no')
  await redis.listenOnPort()
  await redis.start()
  const s3 = await startS3Server()
  const gateway = await startGateway({ imageMs: 300, videoMs: 1_500 })
  const network = await openNetwork(folder, hosts)
  onTestFinished(async () => {
    await network.remove()
    await gateway.close()
    await s3.stop()
    await redis.remove()
    await home.end()
    await rm(folder, { recursive: true })
  })
  const url = await network.reach(gateway.url)
  const env = {
    DATABASE_URL: await network.reach(home.env['DATABASE_URL']!),
    DATABASE_POOL_SIZE: '3',
    REDIS_URL: await network.reach(redis.url),
    S3_BUCKET: 'videos',
    S3_ENDPOINT: await network.reach(s3.options.endpoint),
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: s3.options.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.options.secretAccessKey,
    NANO_BANANA_PROVIDER: 'http',
    NANO_BANANA_HTTP_URL: url,
    NANO_BANANA_HTTP_KEY: GATEWAY_KEY,
    PIKA_PROVIDER: 'http',
    PIKA_HTTP_URL: url,
    PIKA_HTTP_KEY: GATEWAY_KEY,
    VIDGEN_ALLOW: 'private-addresses',
    VIDGEN_POLL_S: '0.2',
    VIDGEN_CALL_TIMEOUT_S: '10',
    VIDGEN_DAILY_JOB_LIMIT: '100',
    ...change,
  }
  const work = ({ name: namespace, home }: Host, ...words: string[]) =>
    startVidgen(words, { home, env: { ...env, VIDGEN_ACTOR: namespace }, namespace })
  return { network, gateway, env, home: home.path, work }
}

async function enqueue({ network, work }: Shop, jobs: number): Promise<void> {
  const [first] = network.hosts
  const csv = writeCsv(first!.home, 'products.csv', productIds(0, jobs))
  const { code, stderr } = await work(first!, 'enqueue', '--csv', csv, '--yes').ended
  expect({ code, stderr }).toMatchObject({ code: 0 })
}

const count = async ({ home }: Shop, sql: string) => (await ask(home, sql)).length
const completed = `SELECT id FROM "VideoGenerationJob" WHERE status = 'COMPLETED'`

/** Each purchase once, and nothing left to do. */
async function expectWhole({ gateway, home }: Shop, jobs: number): Promise<void> {
  expect(await ask(home, completed)).toHaveLength(jobs)
  expect(gateway.bill).toHaveLength(3 * jobs)
  expect(new Set(gateway.bill.map(({ key }) => key)).size).toBe(3 * jobs)
  const [sum] = await ask<{ billed: number }>(
    home,
    `SELECT CAST(sum("amountMicros") AS BIGINT) AS billed FROM "LedgerEntry" WHERE kind = 'CHARGE'`,
  )
  expect(sum!.billed).toBe(
    gateway.bill.reduce((total, { amountMicros }) => total + amountMicros, 0),
  )
}

async function stopAll(workers: Program[]): Promise<void> {
  for (const worker of workers) worker.signal('SIGTERM')
  for (const worker of workers) expect(await worker.ended).toMatchObject({ code: 0 })
}

test('three hosts share the work and keep the limits together', async () => {
  const jobs = 12
  const shop = await openShop(3, { VIDGEN_MAX_IN_FLIGHT: 'http:4' })
  await enqueue(shop, jobs)
  const workers = shop.network.hosts.map((host) => shop.work(host, 'worker', '--concurrency', '3'))
  let most = 0
  await until(
    'all videos',
    async () => {
      const open = await count(
        shop,
        `SELECT id FROM "ProviderCall" WHERE outcome IN ('INTENT', 'ACCEPTED')`,
      )
      most = Math.max(most, open)
      return (await count(shop, completed)) === jobs
    },
    90_000,
  )
  await stopAll(workers)
  await expectWhole(shop, jobs)
  expect(most).toBeGreaterThan(2)
  expect(most).toBeLessThanOrEqual(4)
  const actors = await ask<{ actor: string }>(
    shop.home,
    `SELECT DISTINCT actor FROM "JobEvent" WHERE type = 'completed'`,
  )
  const names = new Set(actors.map(({ actor }) => actor.split(':')[0]))
  expect(names).toEqual(new Set(shop.network.hosts.map(({ name }) => name)))
}, 180_000)

test('a host that is cut off loses nothing: others take over, and it comes back to work', async () => {
  const jobs = 8
  const shop = await openShop(2)
  await enqueue(shop, jobs)
  const [one, other] = shop.network.hosts
  const cut = shop.work(one!, 'worker', '--concurrency', '4')
  await until(
    'four jobs under way',
    async () =>
      (await count(
        shop,
        `SELECT id FROM "ProviderCall" WHERE step = 'VIDEO' OR step = 'END_FRAME'`,
      )) >= 3,
  )
  await one!.cutOff()
  const stays = shop.work(other!, 'worker', '--concurrency', '4')
  await until('all videos', async () => (await count(shop, completed)) === jobs, 200_000)
  await expectWhole(shop, jobs)
  expect(cut.isRunning()).toBe(true)

  await one!.reconnect()
  await stopAll([stays])
  await enqueueMore(shop, jobs)
  await until(
    'another video, by the host that was away',
    async () => (await count(shop, completed)) === jobs + 1,
    120_000,
  )
  await stopAll([cut])
  await expectWhole(shop, jobs + 1)
}, 420_000)

async function enqueueMore({ network, work }: Shop, from: number): Promise<void> {
  const host = network.hosts[1]!
  const csv = writeCsv(host.home, 'more.csv', productIds(from, from + 1))
  expect(await work(host, 'enqueue', '--csv', csv, '--yes').ended).toMatchObject({ code: 0 })
}
