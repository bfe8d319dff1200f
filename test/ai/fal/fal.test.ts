import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createFalImages } from '../../../src/ai/nano-banana/fal.ts'
import { samplePicture } from '../../../src/ai/offline/sample.ts'
import { createFalVideos } from '../../../src/ai/pika/fal.ts'
import type { ProviderOptions } from '../../../src/ai/provider-options.ts'
import {
  type Order,
  type RenderState,
  ServiceFailure,
  type VideoRequest,
} from '../../../src/ai/service.ts'
import { type ModelPrice, priceTable } from '../../../src/money/price-table.ts'
import {
  type Ending,
  type Fal,
  FAL_IMAGE,
  FAL_KEY,
  type FalOptions,
  FAL_VIDEO,
  startFal,
} from '../../fakes/fal.ts'
import { type Behaviour, elsewhere } from '../../fakes/server.ts'
import { imageServiceSuite } from '../image-service.suite.ts'
import { videoServiceSuite } from '../video-service.suite.ts'

const context = { signal: new AbortController().signal }
const priceOf = (wanted: string): ModelPrice =>
  priceTable.find(({ provider, model }) => provider === 'fal' && model === wanted)!.price

let fal: Fal
beforeEach(async () => {
  fal = await startFal()
})
afterEach(() => fal.close())

const options = (change: Partial<ProviderOptions> = {}): ProviderOptions => ({
  apiKey: FAL_KEY,
  baseUrl: change.baseUrl ?? fal.url,
  model: FAL_VIDEO,
  timeoutMs: 5_000,
  pollEveryMs: 10,
  price: priceOf(FAL_VIDEO),
  addresses: { allowPrivate: true },
  ...change,
})
const videos = (change: Partial<ProviderOptions> = {}) => createFalVideos(options(change))
const images = (change: Partial<ProviderOptions> = {}) =>
  createFalImages({
    ...options({ model: FAL_IMAGE, price: priceOf(FAL_IMAGE), ...change }),
    aspectRatio: '9:16',
    imageSize: '1K',
  })

const frame = (name: string) => ({ ...samplePicture(), url: `https://cdn.example/${name}.jpg` })
const request: VideoRequest = {
  key: 'vidgen-1',
  prompt: 'The model turns',
  seed: 7,
  startFrame: frame('start'),
  endFrame: frame('end'),
  durationS: 5,
  resolution: '720p',
}
const orderOf = (requestId: string, endpoint = FAL_VIDEO): Order => ({
  requestId,
  endpoint,
  model: endpoint,
  durationS: 5,
  resolution: '720p',
})

const own: Fal[] = []
afterAll(() => Promise.all(own.map((each) => each.close())))
async function ownFal(falOptions: FalOptions = {}): Promise<Fal> {
  const started = await startFal(falOptions)
  own.push(started)
  return started
}

videoServiceSuite('fal', async () => {
  const server = await ownFal({ renderMs: 50 })
  return {
    service: videos({ baseUrl: server.url }),
    billedKeys: async () => [],
    billed: async () => server.bill.length,
    order: { durationS: 5, resolution: '720p' },
    readyMade: true,
  }
})

imageServiceSuite('fal', async () => {
  const server = await ownFal({ imageMs: 20 })
  return {
    service: images({ baseUrl: server.url }),
    billedKeys: async () => [],
    billed: async () => server.bill.length,
  }
})

const paidPosts = () =>
  fal.requests.filter(({ method, path }) => method === 'POST' && !path.startsWith('/storage'))

describe('what is sent', () => {
  test('for a video is both frames, one transition and the words', async () => {
    await videos().submit(request, context)
    const [{ path, headers, body }] = paidPosts() as [ReturnType<typeof paidPosts>[0]]
    expect(path).toBe(`/${FAL_VIDEO}`)
    expect(headers.authorization).toBe(`Key ${FAL_KEY}`)
    expect(JSON.parse(body)).toEqual({
      image_urls: ['https://cdn.example/start.jpg', 'https://cdn.example/end.jpg'],
      transitions: [{ duration: 5, prompt: 'The model turns' }],
      prompt: 'The model turns',
      resolution: '720p',
      seed: 7,
    })
  })

  test('for a frame is the product, then the start frame', async () => {
    const pictures = [frame('product'), frame('start')]
    const image = { key: 'k', prompt: 'p', seed: 3, frame: 'end', modelType: 'male' } as const
    await images().submit({ ...image, resolution: '720p', pictures }, context)
    expect(JSON.parse(paidPosts()[0]!.body)).toEqual({
      prompt: 'p',
      image_urls: ['https://cdn.example/product.jpg', 'https://cdn.example/start.jpg'],
      num_images: 1,
      limit_generations: true,
      output_format: 'jpeg',
      aspect_ratio: '9:16',
      seed: 3,
      resolution: '1K',
    })
  })

  test('a picture goes to fal’s own store without the key', async () => {
    const url = await videos().upload!(samplePicture(), context)
    const put = fal.requests.find(({ method }) => method === 'PUT')!
    expect(url).toContain(put.path)
    expect(put.headers.authorization).toBeUndefined()
    expect(put.headers['content-type']).toBe('image/jpeg')
  })
})

test('an upload goes to no address in the own network but fal’s own', async () => {
  const publicOnly = { addresses: { allowPrivate: false } }
  await videos(publicOnly).upload!(samplePicture(), context)
  fal.uploadsTo.push(fal.url.replace('127.0.0.1', 'localhost'))
  await expect(videos(publicOnly).upload!(samplePicture(), context)).rejects.toMatchObject({
    disposition: 'retry',
    code: 'AI_ANSWER_UNREADABLE',
  })
  expect(fal.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1)
})

async function submitFailure(behaviour: Behaviour, change = {}): Promise<ServiceFailure> {
  fal.script.push(behaviour)
  const failure = await videos(change)
    .submit(request, context)
    .catch((error: unknown) => error)
  if (!(failure instanceof ServiceFailure)) throw new Error(`no failure: ${String(failure)}`)
  return failure
}

const status = (code: number, body: unknown = {}, headers = {}): Behaviour => ({
  status: code,
  body,
  headers,
})
const detail = (type: string) => ({ detail: [{ loc: ['body'], msg: `it is ${type}`, type }] })

describe('a submit', () => {
  test.each<[string, Behaviour, string, string]>([
    ['reset before', 'reset-before', 'unknown', 'AI_CONNECTION_LOST'],
    ['reset after', 'reset-after', 'unknown', 'AI_CONNECTION_LOST'],
    ['garbage', 'garbage', 'unknown', 'AI_ANSWER_UNREADABLE'],
    ['truncated', 'truncated', 'unknown', 'AI_CONNECTION_LOST'],
    ['HTML', 'html', 'unknown', 'AI_ANSWER_UNREADABLE'],
    ['a redirect', elsewhere, 'halt', 'AI_ADDRESS_WRONG'],
    ['500', status(500), 'unknown', 'AI_SERVER_ERROR'],
    ['502', status(502, '<html>'), 'unknown', 'AI_SERVER_ERROR'],
    ['503', status(503), 'unknown', 'AI_SERVER_ERROR'],
    ['504', status(504), 'unknown', 'AI_SERVER_ERROR'],
    ['429', status(429, {}, { 'retry-after': '9' }), 'wait', 'AI_RATE_LIMITED'],
    ['no such model', status(404, { detail: 'x' }), 'halt', 'AI_MODEL_RETIRED'],
    ['wrong key', status(401, { detail: 'no' }), 'halt', 'AI_KEY_REJECTED'],
    [
      'no money',
      status(403, { detail: 'User is locked. Reason: Exhausted balance.' }),
      'halt',
      'AI_BALANCE_EXHAUSTED',
    ],
    ['not allowed', status(403, { detail: 'Forbidden' }), 'halt', 'AI_PERMISSION_DENIED'],
    ['policy', status(422, detail('content_policy_violation')), 'reject', 'AI_CONTENT_POLICY'],
    ['bad picture', status(422, detail('image_too_small')), 'reject', 'AI_PICTURE_REFUSED'],
    ['bad request', status(422, detail('value_error')), 'reject', 'AI_REQUEST_REFUSED'],
  ])('%s is sent exactly once', async (_, behaviour, disposition, code) => {
    const failure = await submitFailure(behaviour)
    expect(failure).toMatchObject({ disposition, code })
    expect(paidPosts()).toHaveLength(1)
    expect(JSON.stringify([failure.params, failure.message])).not.toContain('geheim')
  })

  test('refused with the key and a signed address does not tell them', async () => {
    const [id, half] = FAL_KEY.split(':')
    const signed = 'https://bucket.example/start.jpg?X-Amz-Expires=9&X-Amz-Signature=0a1b2c'
    const body = { detail: `${half} of ${id} may not fetch ${signed}` }
    const failure = await submitFailure(status(422, body))
    expect(failure.params['reason']).toBe(
      `*** of ${id} may not fetch https://bucket.example/start.jpg?X-Amz-Expires=9&X-Amz-Signature=***`,
    )
  })

  test('a hang ends at our own limit', async () => {
    const failure = await submitFailure('hang', { timeoutMs: 100 })
    expect(failure).toMatchObject({ disposition: 'unknown', code: 'AI_TIMEOUT' })
    expect(paidPosts()).toHaveLength(1)
  })

  test('tells how long to wait', async () => {
    expect((await submitFailure(status(429, {}, { 'retry-after': '9' }))).waitMs).toBe(9_000)
  })
})

async function endOf(ending: Ending): Promise<RenderState> {
  fal.endings.push(ending)
  const { requestId } = await videos().submit(request, context)
  return videos().poll(orderOf(requestId), context)
}

describe('a request that ended', () => {
  test.each([
    ['content_policy_violation', 'reject', 'AI_CONTENT_POLICY'],
    ['image_load_error', 'reject', 'AI_PICTURE_REFUSED'],
    ['generation_timeout', 'retry', 'AI_RENDER_FAILED'],
    ['downstream_service_error', 'retry', 'AI_RENDER_FAILED'],
    ['no_media_generated', 'retry', 'AI_RENDER_FAILED'],
  ])('with %s is failed, unbilled', async (type, disposition, code) => {
    const state = await endOf({ error: { status: 422, body: detail(type) } })
    expect(state).toMatchObject({ state: 'failed', failure: { disposition, code } })
    expect((state as { failure: ServiceFailure }).failure.cost).toBeUndefined()
  })

  test('and was billed all the same tells so', async () => {
    const state = await endOf({ error: { status: 422, body: detail('x'), units: '5' } })
    const { failure } = state as { failure: ServiceFailure }
    expect(failure.cost).toEqual({ micros: 200_000, source: 'provider' })
  })

  test('and whose result is gone can only be bought anew', async () => {
    await expect(endOf('gone')).rejects.toMatchObject({
      disposition: 'reject',
      code: 'AI_RESULT_EXPIRED',
    })
  })

  test('is asked for by another process with its id alone', async () => {
    const { requestId } = await videos().submit(request, context)
    const other = videos({ model: 'fal-ai/pika/v3/other' })
    expect(await other.poll(orderOf(requestId), context)).toMatchObject({ state: 'succeeded' })
  })

  test.each([
    ['units and price', { units: true, prices: true }, 'provider'],
    ['no units', { units: false, prices: true }, 'price-table'],
    ['no price', { units: true, prices: false }, 'price-table'],
  ])('costs what the bill says: %s', async (_, tells, source) => {
    Object.assign(fal.tells, tells)
    const state = await endOf('ok')
    expect(state).toMatchObject({ state: 'succeeded', cost: { micros: 200_000, source } })
    expect(fal.bill.map((line) => line.amountMicros)).toEqual([200_000])
  })
})

describe('a question about a request', () => {
  test.each<[string, Behaviour, string, string]>([
    ['500', status(500), 'wait', 'AI_UNAVAILABLE'],
    ['429', status(429, {}, { 'retry-after': '4' }), 'wait', 'AI_UNAVAILABLE'],
    ['garbage', 'garbage', 'wait', 'AI_ANSWER_UNREADABLE'],
    ['a wrong key', status(401), 'halt', 'AI_KEY_REJECTED'],
    ['an unknown id', status(404), 'reject', 'AI_REQUEST_UNKNOWN'],
  ])('answered with %s says nothing about it', async (_, behaviour, disposition, code) => {
    const { requestId } = await videos().submit(request, context)
    fal.statuses.push(behaviour)
    await expect(videos().poll(orderOf(requestId), context)).rejects.toMatchObject({
      disposition,
      code,
    })
    expect(paidPosts()).toHaveLength(1)
  })
})

test('a request in the queue can be cancelled, one that runs can not', async () => {
  const slow = await startFal({ renderMs: 60_000, concurrency: 1 })
  onTestFinished(() => slow.close())
  const service = videos({ baseUrl: slow.url })
  const running = await service.submit(request, context)
  const waits = await service.submit(request, context)
  expect(await service.cancel(orderOf(waits.requestId), context)).toBe(true)
  expect(await service.poll(orderOf(waits.requestId), context)).toEqual({
    state: 'cancelled',
    cost: null,
  })
  expect(await service.cancel(orderOf(running.requestId), context)).toBe(false)
})

test('an HTML page instead of the mp4 is fetched again, not bought again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-fal-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const state = await endOf('ok')
  if (state.state !== 'succeeded') throw new Error(state.state)
  fal.media.push('html')
  const fetch = () => videos().fetch(state.url, join(folder, 'v.mp4'), context)
  await expect(fetch()).rejects.toMatchObject({
    disposition: 'retry',
    code: 'AI_RESULT_UNREADABLE',
  })
  await fetch()
  expect(fal.bill).toHaveLength(1)
})

test('a probe tells a wrong key and a retired model, for nothing', async () => {
  await expect(videos({ apiKey: 'x' }).probe(context)).rejects.toMatchObject({
    code: 'AI_KEY_REJECTED',
  })
  await expect(videos({ model: 'fal-ai/pika/v1' }).probe(context)).rejects.toMatchObject({
    code: 'AI_MODEL_RETIRED',
  })
})
