/** A provider that is down or full while many jobs want it: they wait, use no attempt, and one call tries it. */
import { expect, onTestFinished, test } from 'vitest'
import { askVidgen } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import { GATEWAY_KEY, type Gateway, startGateway } from '../fakes/gateway.ts'
import { ask } from './books.ts'
import { type Network, startNetwork } from './network.ts'
import { openQueued, type Scene } from './scene.ts'
import { type Stage, start } from './stage.ts'

const JOBS = 8

interface Shop extends AsyncDisposable {
  gateway: Gateway
  network: Network
  scene: Scene
}

async function openShop(): Promise<Shop> {
  const gateway = await startGateway()
  const network = await startNetwork(gateway.url)
  onTestFinished(async () => {
    await network.stop()
    await gateway.close()
  })
  const scene = await openQueued(JOBS, {
    VIDGEN_ALLOW: 'private-addresses',
    VIDGEN_POLL_S: '0.1',
    NANO_BANANA_PROVIDER: 'http',
    NANO_BANANA_HTTP_URL: network.url,
    NANO_BANANA_HTTP_KEY: GATEWAY_KEY,
    PIKA_PROVIDER: 'http',
    PIKA_HTTP_URL: network.url,
    PIKA_HTTP_KEY: GATEWAY_KEY,
  })
  return { gateway, network, scene, [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose]() }
}

/** How it refuses, as which error, and how it is back. */
const REFUSALS: [string, string, (shop: Shop) => Promise<() => Promise<void>>][] = [
  [
    'is full',
    'AI_RATE_LIMITED',
    async ({ gateway: { script } }) => {
      let isFull = true
      const shift = () => (isFull ? { status: 429, body: {} } : undefined)
      Object.assign(script, { shift })
      return async () => void (isFull = false)
    },
  ],
  [
    'is gone',
    'AI_UNREACHABLE',
    async ({ network }) => {
      await network.change({ kind: 'gone' })
      return () => network.change({ kind: 'fair' })
    },
  ],
]

interface Pace {
  waits: number
  notBefore: number | Date
}

/** How the provider is left alone, once it was refused so often in a row. */
async function rest(stage: Stage, waits: number): Promise<Pace> {
  let pace: Pace | undefined
  await until(
    `rest ${waits}`,
    async () => {
      const sql = 'SELECT waits, "notBefore" FROM "ProviderPace" WHERE waits >= ?'
      pace = (await ask<Pace>(stage.home, sql, waits))[0]
      return pace !== undefined
    },
    90_000,
  )
  return pace!
}

interface Status {
  waits: { provider: string; code: string }[]
}

const count = async ({ home }: Stage, where: string) =>
  (await ask(home, `SELECT id FROM "VideoGenerationJob" WHERE ${where}`)).length

test.each(REFUSALS)(
  'one that %s: no attempt is used, one call tries it, status tells, and all is made in the end',
  { timeout: 300_000 },
  async (_name, code, refuse) => {
    await using shop = await openShop()
    const { stage } = shop.scene
    const letIn = await refuse(shop)
    const worker = start(stage, ['worker', '--concurrency', String(JOBS)])
    const first = await rest(stage, 1)
    const { waits } = await askVidgen<Status>(['status'], stage)
    expect(waits).toMatchObject([{ provider: 'http', code }])
    await rest(stage, 2)
    const since = 'SELECT id FROM "ProviderCall" WHERE "createdAt" >= ?'
    expect(await ask(stage.home, since, first.notBefore)).toHaveLength(1)
    expect(await count(stage, 'attempt > 1')).toBe(0)
    await letIn()
    await until(
      'all videos',
      async () => (await count(stage, `status = 'COMPLETED'`)) === JOBS,
      120_000,
    )
    worker.signal('SIGTERM')
    expect(await worker.ended).toMatchObject({ code: 0 })
    expect(shop.gateway.bill).toHaveLength(3 * JOBS)
    expect(await count(stage, 'attempt > 1')).toBe(0)
    expect((await askVidgen<Status>(['status'], stage)).waits).toEqual([])
  },
)
