/** Media in a private bucket: a link that opens for a while, to that object and nowhere else. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startS3Server } from '../storage/s3-server.ts'
import { openTestServer, type TestServer } from './harness.ts'

const JOBS = '/api/admin/video-generation'

let bucket: Awaited<ReturnType<typeof startS3Server>>
let server: TestServer
let job: string

beforeAll(async () => {
  bucket = await startS3Server()
  const { endpoint, accessKeyId, secretAccessKey } = bucket.options
  server = await openTestServer({
    env: {
      S3_BUCKET: 'videos',
      S3_ENDPOINT: endpoint,
      S3_REGION: 'us-east-1',
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
      S3_PREFIX: 'shop',
      S3_LINKS: 'presigned',
    },
  })
  const [made] = await server.enqueue('p')
  job = made!.id
  await server.work()
}, 120_000)
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await bucket?.stop()
})

const media = (name: string, query = '') =>
  server.call('viewer', `${JOBS}/${job}/media/${name}${query}`)

test.each([
  ['picture', /^\/videos\/shop\/pictures\//, 'image/jpeg'],
  ['start-frame', /^\/videos\/shop\/frames\//, 'image/jpeg'],
  ['end-frame', /^\/videos\/shop\/frames\//, 'image/jpeg'],
  ['video', /^\/videos\/shop\/videos\/p\//, 'video/mp4'],
  ['poster', /^\/videos\/shop\/videos\/p\//, 'image/jpeg'],
])('%s is a signed link to the bucket', async (name, path, type) => {
  const { status, headers, text } = await media(name)
  expect([status, text]).toEqual([302, ''])
  const link = new URL(headers.get('location')!)
  expect(link.origin).toBe(new URL(bucket.options.endpoint).origin)
  expect(link.pathname).toMatch(path)
  expect(link.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/)
  expect(Number(link.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(2 * 3_600)
  // Kept by nobody: it is as good as the object while it opens.
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  const object = await fetch(link)
  expect(object.status).toBe(200)
  expect(object.headers.get('content-type')).toBe(type)
  await object.arrayBuffer()
  const other = new URL(link)
  other.pathname = other.pathname.replace('/shop/', '/other/')
  expect((await fetch(other)).status).not.toBe(200)
})

test("a product's picture too", async () => {
  const { status, headers } = await server.call('viewer', '/api/admin/products/p/picture')
  expect(status).toBe(302)
  expect(headers.get('location')).toMatch(/\/videos\/shop\/pictures\/.*X-Amz-Signature=/)
})

test('nobody without rights gets a link', async () => {
  const answer = await server.call(null, `${JOBS}/${job}/media/video`)
  expect([answer.status, answer.headers.get('location')]).toEqual([401, null])
})

test.each([
  ['?url=https://evil.example/', 'video'],
  ['?to=//evil.example', 'video'],
  ['?key=other', 'video'],
  ['', '..%2f..%2fsecret'],
  ['', 'https:%2f%2fevil.example'],
  ['', 'video%00'],
])('%j of a request leads nowhere else', async (query, name) => {
  const { status, headers } = await media(name, query)
  expect([400, 404]).toContain(status)
  expect(headers.get('location')).toBeNull()
})

test("the bucket's secret is in no answer and no line of the log", async () => {
  const { secretAccessKey } = bucket.options
  const paths = [`${JOBS}/${job}`, JOBS, '/api/admin/products', '/api/admin/overview', '/metrics']
  const answers = await Promise.all(paths.map((path) => server.call('admin', path)))
  const told = JSON.stringify([answers.map(({ text }) => text), server.lines])
  expect(told).not.toContain(secretAccessKey)
  expect(JSON.stringify(server.lines)).not.toContain('X-Amz-Signature')
  const { videoUrl } = answers[0]!.json as { videoUrl: string }
  expect(videoUrl).toMatch(/X-Amz-Signature=/)
})
