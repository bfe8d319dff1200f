/** Pictures, frames and videos: streamed in ranges, as a player asks for them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from './harness.ts'

const JOBS = '/api/admin/video-generation'

let server: TestServer
let job: string
let video: Buffer

beforeAll(async () => {
  server = await openTestServer()
  const [made] = await server.enqueue('p')
  await server.work()
  job = made!.id
  video = await readFile(join(server.home, 'videos', 'videos', 'p', `${job}.mp4`))
})
afterAll(() => server[Symbol.asyncDispose]())

async function ask(name: string, headers: Record<string, string> = {}, method = 'GET') {
  const authorization = `Bearer ${server.tokens.viewer}`
  const answer = await fetch(`${server.url}${JOBS}/${job}/media/${name}`, {
    method,
    headers: { authorization, ...headers },
  })
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
}

test.each([
  ['picture', 'image/jpeg'],
  ['start-frame', 'image/jpeg'],
  ['end-frame', 'image/jpeg'],
  ['poster', 'image/jpeg'],
  ['video', 'video/mp4'],
])('%s', async (name, type) => {
  const { answer, bytes } = await ask(name)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe(type)
  expect(bytes.length).toBe(Number(answer.headers.get('content-length')))
  expect(bytes.length).toBeGreaterThan(500)
})

test('the whole video, bytes as they lie there', async () => {
  expect((await ask('video')).bytes.equals(video)).toBe(true)
})

const size = () => video.length

describe('ranges', () => {
  test.each<[string, () => [number, number]]>([
    ['bytes=0-99', () => [0, 99]],
    ['bytes=100-', () => [100, size() - 1]],
    ['bytes=-50', () => [size() - 50, size() - 1]],
    ['bytes=10-99999999', () => [10, size() - 1]],
    ['bytes=0-0', () => [0, 0]],
    ['bytes=-99999999', () => [0, size() - 1]],
  ])('%s', async (range, bounds) => {
    const [start, end] = bounds()
    const { answer, bytes } = await ask('video', { range })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/${size()}`)
    expect(bytes.equals(video.subarray(start, end + 1))).toBe(true)
  })

  test.each(['bytes=99999999-', 'bytes=5-2', 'bytes=-0'])('%s is outside', async (range) => {
    const { answer, bytes } = await ask('video', { range })
    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toBe(`bytes */${size()}`)
    expect(bytes.length).toBe(0)
  })

  test.each(['bytes=0-1,5-6', 'lines=1-2', 'bytes=', 'bytes=a-b'])(
    '%s is answered with all of it',
    async (range) => {
      const { answer, bytes } = await ask('video', { range })
      expect(answer.status).toBe(200)
      expect(bytes.length).toBe(size())
    },
  )

  test('HEAD tells the size and sends nothing', async () => {
    const { answer, bytes } = await ask('video', {}, 'HEAD')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe(String(size()))
    expect(bytes.length).toBe(0)
  })
})

test('what is not there yet', async () => {
  const [queued] = await server.enqueue('q')
  const names = ['start-frame', 'video', 'poster']
  for (const name of names) {
    const answer = await server.call('viewer', `${JOBS}/${queued!.id}/media/${name}`)
    expect(answer.json).toMatchObject({ status: 404, code: 'API_MEDIA_MISSING' })
  }
  const details = (await server.call('viewer', `${JOBS}/${queued!.id}`)).json
  expect(details.media).toMatchObject({
    startFrame: null,
    endFrame: null,
    video: null,
    poster: null,
  })
  expect(details.actions).toEqual(['cancel'])
})

test('a picture elsewhere is named, not fetched', async () => {
  const imageUrl = 'https://shop.example/p.jpg'
  const products = [{ productId: 'elsewhere', imageUrl }]
  const { json } = await server.call('operator', JOBS, { method: 'POST', json: { products } })
  const answer = await server.call('viewer', `${JOBS}/${json.jobs[0].id}/media/picture`)
  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toBe(imageUrl)
  const product = (await server.call('viewer', '/api/admin/products/elsewhere')).json
  expect(product.pictureUrl).toBe(imageUrl)
})

test('a job that is as it was is not sent again', async () => {
  const path = `${JOBS}/${job}`
  const first = await server.call('viewer', path)
  const etag = first.headers.get('etag')!
  const again = await server.call('viewer', path, { headers: { 'if-none-match': etag } })
  expect([again.status, again.text]).toEqual([304, ''])
  const { json } = first
  expect(json.media.video).toBe(`${path}/media/video`)
  expect(json.videoUrl).toBe(json.media.video)
  const products = ['p']
  const queued = await server.call('operator', JOBS, {
    method: 'POST',
    json: { products, options: { force: true } },
  })
  const own = `${JOBS}/${queued.json.jobs[0].id}`
  const before = await server.call('viewer', own)
  await server.call('operator', `${own}/cancel`, { method: 'POST' })
  const after = await server.call('viewer', own, {
    headers: { 'if-none-match': before.headers.get('etag')! },
  })
  expect(after.status).toBe(200)
  expect(after.json.status).toBe('CANCELLED')
})
