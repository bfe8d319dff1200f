/** What a real S3 service refuses or breaks while jobs run: told by its name, waited for, nothing published. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { videoKey } from '../../src/storage/keys.ts'
import { createS3Storage } from '../../src/storage/s3.ts'
import type { S3StorageOptions } from '../../src/storage/s3-client.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { readBill } from '../ai/offline/home.ts'
import { openScene } from '../faults/scene.ts'
import { run } from '../faults/stage.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS } from '../support/world.ts'
import { type BadNetwork, startBadNetwork } from './bad-network.ts'
import { type Radosgw, startRadosgw } from './radosgw.ts'

let server: Radosgw
let proxy: BadNetwork
let guest: { accessKeyId: string; secretAccessKey: string }
beforeAll(async () => {
  server = await startRadosgw()
  proxy = await startBadNetwork(server.options.endpoint)
  guest = await server.addUser('guest')
  await server.client.send(new CreateBucketCommand({ Bucket: 'readable' }))
  const Policy = policy('readable', ['s3:GetObject', 's3:ListBucket'])
  await server.client.send(new PutBucketPolicyCommand({ Bucket: 'readable', Policy }))
}, 120_000)
afterAll(async () => {
  await proxy.stop()
  await server.stop()
})

/** What the guest may do. */
function policy(bucket: string, actions: string[]): string {
  const arn = `arn:aws:s3:::${bucket}`
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: ['arn:aws:iam:::user/guest'] },
    Action: actions,
    Resource: [arn, `${arn}/*`],
  }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

function open(change: Partial<S3StorageOptions> = {}): Storage {
  const storage = createS3Storage({ ...server.options, ...change })
  onTestFinished(() => storage.close())
  return storage
}

interface Refusal {
  what: string
  /** What the worker is set up with, where the shop's own storage is good. */
  worker: () => Promise<Partial<S3StorageOptions>>
  mended?: () => Promise<unknown>
  shop?: Partial<S3StorageOptions>
  code: string
  says: object
  /** Paid requests that were answered before the storage refused. */
  bought: number
}

const REFUSALS: Refusal[] = [
  {
    what: 'a user without any rights',
    worker: async () => guest,
    code: 'STORAGE_DENIED',
    says: { reason: 'AccessDenied' },
    bought: 0,
  },
  {
    what: 'a user who may only read',
    worker: async () => ({ ...guest, bucket: 'readable' }),
    shop: { bucket: 'readable' },
    code: 'STORAGE_DENIED',
    says: { reason: 'AccessDenied' },
    bought: 1,
  },
  {
    what: 'a secret that is wrong',
    worker: async () => ({ secretAccessKey: 'no' }),
    code: 'STORAGE_DENIED',
    says: { reason: 'SignatureDoesNotMatch' },
    bought: 0,
  },
  {
    what: 'a bucket that is not there',
    worker: async () => ({ bucket: 'nowhere' }),
    code: 'STORAGE_BUCKET_MISSING',
    says: { bucket: 'nowhere' },
    bought: 0,
  },
  {
    what: 'a connection that is reset in the middle of what is written',
    worker: async () => {
      // A frame gets through, a video does not.
      proxy.cutAfter = 3_000
      return { endpoint: proxy.endpoint }
    },
    mended: async () => {
      proxy.cutAfter = null
    },
    code: 'STORAGE_UNREACHABLE',
    says: { reason: expect.stringMatching(/ECONNRESET|EPIPE/) },
    bought: 3,
  },
]

describe.each(REFUSALS)('$what', ({ worker, mended, shop, code, says, bought }) => {
  test('hands the job back and publishes nothing; then all is bought once', async () => {
    const world = await openWorld({ storage: open(shop) })
    await world.enqueue(['P1'])
    const refused = testWorker(world, { storage: open(await worker()) })
    await refused.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1 })
    const told = refused.events.at(-1)!
    expect(told).toMatchObject({ type: 'returned', error: { code } })
    expect(told.error!.params).toMatchObject(says)
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(await world.db.product.findFirst()).toMatchObject({ videoUrl: null, posterUrl: null })
    expect(await readBill(world.home).catch(() => [])).toHaveLength(bought)

    await mended?.()
    world.clock.advance(10_000)
    await testWorker(world, { worker: 'w2' }).runDue()
    const job = await world.job('P1')
    expect(job).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect(Number(job.costMicros)).toBe(WHOLE_MICROS)
    expect(await readBill(world.home)).toHaveLength(3)
  })
})

test('a quota that is used up: full, until it is raised', async () => {
  const keys = await server.addUser('small')
  const { endpoint, region } = server.options
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: keys })
  onTestFinished(() => client.destroy())
  await client.send(new CreateBucketCommand({ Bucket: 'small' }))
  const quota = (most: number) =>
    server.admin(`quota set --quota-scope user --uid small --max-objects ${most}`)
  await quota(3)
  await server.admin('quota enable --quota-scope user --uid small')
  const storage = open({ ...keys, bucket: 'small' })
  const world = await openWorld({ storage })
  await world.enqueue(['P1'])
  const worker = testWorker(world)
  await worker.runDue()
  expect(worker.events.at(-1)).toMatchObject({
    type: 'returned',
    error: { code: 'STORAGE_FULL', params: { reason: 'QuotaExceeded' } },
  })
  expect(await world.db.product.findFirst()).toMatchObject({ videoUrl: null })
  await quota(-1)
  await expect
    .poll(() => storage.put('probes/room', Buffer.from('x'), { contentType: 'text/plain' }), {
      timeout: 30_000,
    })
    .toBeTruthy()
  world.clock.advance(10_000)
  await worker.runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  expect(await readBill(world.home)).toHaveLength(3)
})

const MP4 = { contentType: 'video/mp4' }
const left = async () => {
  const list = new ListMultipartUploadsCommand({ Bucket: 'videos' })
  return (await server.client.send(list)).Uploads ?? []
}
const large = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-parts-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'large.mp4'), randomBytes(20 * 1024 * 1024))
  return join(folder, 'large.mp4')
}

describe('a large file whose parts', () => {
  test('are reset leaves neither an object nor parts', async () => {
    const key = videoKey('CUT', 'j1')
    proxy.cutAfter = 2 * 1024 * 1024
    const failing = open({ endpoint: proxy.endpoint }).putFile(key, await large(), MP4)
    await expect(failing).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' })
    expect(proxy.cuts).toBeGreaterThan(2)
    expect(await open().head(key)).toBeNull()
    expect(await left()).toEqual([])
  })

  test('are ended by a worker that stops leaves neither', async () => {
    const key = videoKey('STOPPED', 'j1')
    const stop = new AbortController()
    const storage = open()
    const file = await large()
    const putting = storage.putFile(key, file, { ...MP4, signal: stop.signal })
    await expect.poll(left, { interval: 1 }).toHaveLength(1)
    stop.abort(new Error('the worker stops'))
    await expect(putting).rejects.toThrow('the worker stops')
    expect(await left()).toEqual([])
    expect(await storage.head(key)).toBeNull()
  })
})

test('the program says what is wrong before it buys anything', async () => {
  const { bucket, endpoint, region } = server.options
  const settings = { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_REGION: region }
  const keys = (accessKeyId: string, secretAccessKey: string) => ({
    ...settings,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  })
  const { accessKeyId, secretAccessKey } = server.options
  await using scene = await openScene(1, keys(accessKeyId, secretAccessKey))
  const { stage, csv } = scene
  expect((await run(stage, ['enqueue', '--csv', csv])).code).toBe(0)
  for (const [env, says] of [
    [keys('NOBODY', secretAccessKey), /InvalidAccessKeyId[^]*Check S3_ACCESS_KEY_ID/],
    [keys(accessKeyId, 'geheim'), /SignatureDoesNotMatch[^]*Check S3_SECRET_ACCESS_KEY/],
    [keys(guest.accessKeyId, guest.secretAccessKey), /AccessDenied[^]*PutObject/],
    [
      { ...keys(accessKeyId, secretAccessKey), S3_BUCKET: 'nowhere' },
      /s3:\/\/nowhere.*does not exist/,
    ],
  ] as const) {
    const { code, stderr } = await run({ ...stage, env: { ...stage.env, ...env } }, [
      'worker',
      '--drain',
    ])
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(says) })
    expect(stderr).not.toContain('geheim')
  }
  expect((await run(stage, ['worker', '--drain'])).code).toBe(0)
}, 60_000)
