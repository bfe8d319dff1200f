/** The S3 storage against Ceph's gateway: signatures, encryption, lifecycles of uploads as a real service has them. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListMultipartUploadsCommand,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import lifecycle from '../../deploy/s3-lifecycle.json' with { type: 'json' }
import { videoKey } from '../../src/storage/keys.ts'
import { createS3Storage } from '../../src/storage/s3.ts'
import type { S3StorageOptions } from '../../src/storage/s3-client.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { type Radosgw, startRadosgw } from './radosgw.ts'
import { storageSuite } from './storage.suite.ts'

let server: Radosgw
beforeAll(async () => {
  server = await startRadosgw()
}, 120_000)
afterAll(() => server.stop())

function open(change: Partial<S3StorageOptions> = {}): Storage {
  const storage = createS3Storage({ ...server.options, ...change })
  onTestFinished(() => storage.close())
  return storage
}

storageSuite('S3 (radosgw)', async () => createS3Storage(server.options))
storageSuite('S3 (radosgw) below a prefix', async () =>
  createS3Storage({ ...server.options, prefix: 'shop/vidgen' }),
)

const MP4 = { contentType: 'video/mp4', metadata: { product: 'SKU-1', job: 'j1' } }
const key = videoKey('SKU-1', 'j1')
const describeObject = (Key: string) =>
  server.client.send(new HeadObjectCommand({ Bucket: 'videos', Key }))

describe('an object', () => {
  test('says what it is, whose, and that it never changes', async () => {
    await open().put(key, Buffer.from('video'), MP4)
    expect(await describeObject(key)).toMatchObject({
      ContentType: 'video/mp4',
      CacheControl: 'public, max-age=31536000, immutable',
      Metadata: { product: 'SKU-1', job: 'j1' },
    })
  })

  test('lies below the prefix, and its address says so', async () => {
    const storage = open({ prefix: 'shop/vidgen', baseUrl: 'https://cdn.shop.test' })
    await storage.put(key, Buffer.from('video'), MP4)
    expect(await describeObject(`shop/vidgen/${key}`)).toMatchObject({ ContentLength: 5 })
    expect(storage.url(key)).toBe(`https://cdn.shop.test/shop/vidgen/${key}`)
  })

  test('is encrypted with the key that is named, whole or in parts', async () => {
    const encryption = { algorithm: 'aws:kms' as const, kmsKeyId: 'testkey' }
    const storage = open({ encryption })
    const folder = await mkdtemp(join(tmpdir(), 'vidgen-sse-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const bytes = randomBytes(9 * 1024 * 1024)
    await writeFile(join(folder, 'a.mp4'), bytes)
    for (const [name, put] of [
      ['whole', () => storage.put(videoKey('SSE', 'whole'), bytes.subarray(0, 1000), MP4)],
      ['parts', () => storage.putFile(videoKey('SSE', 'parts'), join(folder, 'a.mp4'), MP4)],
    ] as const) {
      const { sizeBytes } = await put()
      const at = videoKey('SSE', name)
      expect(bytes.subarray(0, sizeBytes).equals(await storage.get(at))).toBe(true)
      expect(await describeObject(at)).toMatchObject({
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: 'testkey',
      })
    }
  })
})

describe('a private bucket', () => {
  test('nobody reads without a signature; addresses are signed when they are read', async () => {
    const storage = open({ signedForS: 600, prefix: 'a b' })
    const at = videoKey('한복', 'j1')
    await storage.put(at, Buffer.from('video'), MP4)
    const address = storage.url(at)
    expect(address).toBe(`s3://videos/a%20b/${encodeURI(at)}`)
    expect((await fetch(open({ prefix: 'a b' }).url(at))).status).toBe(403)
    const link = await storage.opened(address, new Date())
    expect(await (await fetch(link)).text()).toBe('video')
    const expired = await storage.opened(address, new Date(Date.now() - 3_600_000))
    expect((await fetch(expired)).status).toBe(403)
  })

  test('addresses of other places are left alone; one that is public now, is', async () => {
    const storage = open({ signedForS: 600 })
    for (const other of ['https://cdn.shop.test/a.mp4', 's3://elsewhere/a.mp4', 'file:///a.mp4']) {
      expect(await storage.opened(other, new Date())).toBe(other)
    }
    const open2 = open({ baseUrl: 'https://cdn.shop.test' })
    expect(await open2.opened(storage.url(key), new Date())).toBe(`https://cdn.shop.test/${key}`)
  })
})

const begin = (Key: string) =>
  server.client.send(new CreateMultipartUploadCommand({ Bucket: 'videos', Key }))

async function left(): Promise<(string | undefined)[]> {
  const list = new ListMultipartUploadsCommand({ Bucket: 'videos' })
  return (await server.client.send(list)).Uploads?.map(({ Key }) => Key) ?? []
}

describe('sweep', () => {
  test('ends uploads that were left behind, only ours and only old ones', async () => {
    const storage = open({ prefix: 'p' })
    for (const at of [`p/${key}`, 'p/frames/j1/start-1', key, 'p/other', 'other']) await begin(at)
    expect(await storage.sweep(new Date(Date.now() - 60_000))).toBe(0)
    expect(await storage.sweep(new Date(Date.now() + 60_000))).toBe(2)
    expect(new Set(await left())).toEqual(new Set([key, 'other', 'p/other']))
    expect(await open().sweep(new Date(Date.now() + 60_000))).toBe(1)
  })
})

test('the lifecycle rules that we advise are understood, and expire nothing that is needed', async () => {
  const { Rules } = lifecycle as { Rules: LifecycleRule[] }
  const put = { Bucket: 'videos', LifecycleConfiguration: { Rules } }
  await server.client.send(new PutBucketLifecycleConfigurationCommand(put))
  const get = new GetBucketLifecycleConfigurationCommand({ Bucket: 'videos' })
  const kept = (await server.client.send(get)).Rules!
  expect(new Set(kept.map(({ ID }) => ID))).toEqual(new Set(Rules.map(({ ID }) => ID)))
  const expiring = kept.filter(({ Expiration }) => Expiration?.Days !== undefined)
  expect(expiring.map(({ Filter }) => Filter?.Prefix)).toEqual(['probes/'])
  expect(await open().expiring?.()).toEqual([])
})

test.each([
  [
    'a secret that is wrong',
    { secretAccessKey: 'no' },
    { code: 'STORAGE_DENIED', params: { reason: 'SignatureDoesNotMatch' } },
  ],
  [
    'a key that nobody knows',
    { accessKeyId: 'NOBODY' },
    { code: 'STORAGE_DENIED', params: { reason: 'InvalidAccessKeyId' } },
  ],
  ['a bucket that is not there', { bucket: 'nowhere' }, { code: 'STORAGE_BUCKET_MISSING' }],
])('%s is told', async (_what, change, expected) => {
  const storage = open(change)
  await expect(storage.check()).rejects.toMatchObject(expected)
  await expect(storage.put(key, Buffer.from('x'), MP4)).rejects.toMatchObject(expected)
})
