import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { videoKey } from '../../src/storage/keys.ts'
import { createStorage } from '../../src/storage/open.ts'
import { createS3Storage } from '../../src/storage/s3.ts'
import { startS3Server } from './s3-server.ts'
import { storageSuite } from './storage.suite.ts'

let server: Awaited<ReturnType<typeof startS3Server>>
beforeAll(async () => {
  server = await startS3Server()
})
afterAll(async () => {
  await server.stop()
})

storageSuite('S3', async () => await createStorage({ kind: 's3', ...server.options }))

const key = videoKey('한복', 'j1')

describe('S3', () => {
  test('content type and metadata arrive, the latter as ASCII', async () => {
    const storage = createS3Storage(server.options)
    const metadata = { product: ' 한복 100% silk', job: 'j1' }
    await storage.put(key, Buffer.from('x'), { contentType: 'video/mp4', metadata })
    const found = await server.client.send(new HeadObjectCommand({ Bucket: 'videos', Key: key }))
    expect(found.ContentType).toBe('video/mp4')
    expect(found.Metadata).toEqual({
      product: `%20${encodeURIComponent('한복')} 100%25 silk`,
      job: 'j1',
    })
    storage.close()
  })

  test('the URL at the endpoint is where the object is', async () => {
    const storage = createS3Storage(server.options)
    await storage.put(key, Buffer.from('video'), { contentType: 'video/mp4' })
    const answer = await fetch(storage.url(key))
    expect(await answer.text()).toBe('video')
    storage.close()
  })

  test('check leaves nothing in the bucket', async () => {
    const storage = createS3Storage(server.options)
    await storage.check()
    const list = new ListObjectsV2Command({ Bucket: 'videos', Prefix: 'probes/' })
    expect((await server.client.send(list)).KeyCount).toBe(0)
    storage.close()
  })

  test('a missing bucket is named with its endpoint', async () => {
    const storage = createS3Storage({ ...server.options, bucket: 'nowhere' })
    await expect(storage.check()).rejects.toMatchObject({
      code: 'STORAGE_BUCKET_MISSING',
      params: { bucket: 'nowhere', place: `s3://nowhere (${server.options.endpoint})` },
    })
    storage.close()
  })
})

describe('the public URL', () => {
  const bucket = 'shop'
  test.each([
    {
      what: 'a base URL',
      options: { bucket, region: 'auto', baseUrl: 'https://cdn.shop.kr/v/' },
      url: 'https://cdn.shop.kr/v/videos/A~3aB/j.mp4',
    },
    {
      what: 'an endpoint',
      options: { bucket, region: 'auto', endpoint: 'https://s3.host/' },
      url: 'https://s3.host/shop/videos/A~3aB/j.mp4',
    },
    {
      what: 'a region of AWS',
      options: { bucket, region: 'ap-northeast-2' },
      url: 'https://shop.s3.ap-northeast-2.amazonaws.com/videos/A~3aB/j.mp4',
    },
    {
      what: 'AWS without a region',
      options: { bucket, region: 'auto' },
      url: 'https://shop.s3.amazonaws.com/videos/A~3aB/j.mp4',
    },
    {
      what: 'a bucket with dots on AWS',
      options: { bucket: 'cdn.shop.kr', region: 'eu-west-1' },
      url: 'https://s3.eu-west-1.amazonaws.com/cdn.shop.kr/videos/A~3aB/j.mp4',
    },
  ])('of $what', ({ options, url }) => {
    expect(createS3Storage(options).url(videoKey('A:B', 'j'))).toBe(url)
  })
})

test('half a key pair is refused', () => {
  const options = { bucket: 'b', region: 'auto', accessKeyId: 'AK' }
  expect(() => createS3Storage(options)).toThrow(
    expect.objectContaining({
      code: 'STORAGE_KEY_PAIR_INCOMPLETE',
      params: { missing: 'S3_SECRET_ACCESS_KEY' },
    }),
  )
})

test('encryption by AES256 is asked for with every write, and nothing is unless it is set', async () => {
  const asked: unknown[] = []
  const service = createServer((request, response) => {
    asked.push(request.headers['x-amz-server-side-encryption'])
    request.resume().on('end', () => response.writeHead(200, { etag: '"a"' }).end())
  }).listen(0, '127.0.0.1')
  await once(service, 'listening')
  const endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const options = { ...server.options, endpoint }
  for (const storage of [
    createS3Storage({ ...options, encryption: { algorithm: 'AES256' } }),
    createS3Storage(options),
  ]) {
    await storage.put(key, Buffer.from('x'), { contentType: 'video/mp4' })
    storage.close()
  }
  expect(asked).toEqual(['AES256', undefined])
  service.closeAllConnections()
  service.close()
})

describe('a bucket on AWS', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test.each([
    { what: 'without any region', region: 'auto' },
    { what: 'with a region that is none', region: 'Seoul, Korea' },
  ])('$what says so before anything is sent', async ({ region }) => {
    vi.stubEnv('AWS_REGION', undefined)
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null')
    const pair = { accessKeyId: 'AK', secretAccessKey: 'SK' }
    const storage = createS3Storage({ bucket: 'shop', region, ...pair })
    await expect(storage.check()).rejects.toMatchObject({
      code: 'STORAGE_REGION_WRONG',
      params: { region, reason: 'InvalidRegion' },
    })
    storage.close()
  })
})
