import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHttpImages } from '../../../src/ai/nano-banana/http.ts'
import { samplePicture } from '../../../src/ai/offline/sample.ts'
import { createHttpVideos } from '../../../src/ai/pika/http.ts'
import type { ProviderOptions } from '../../../src/ai/provider-options.ts'
import { type ImageRequest, ServiceFailure, type VideoRequest } from '../../../src/ai/service.ts'
import type { ModelPrice } from '../../../src/money/price-table.ts'
import {
  type Gateway,
  GATEWAY_IMAGE_MICROS,
  GATEWAY_KEY,
  GATEWAY_VIDEO_MICROS,
  startGateway,
} from '../../fakes/gateway.ts'
import { type Behaviour, elsewhere } from '../../fakes/server.ts'
import { imageServiceSuite } from '../image-service.suite.ts'
import { videoServiceSuite } from '../video-service.suite.ts'

const context = { signal: new AbortController().signal }
const IMAGE_PRICE: ModelPrice = { per: 'image', micros: { '1K': GATEWAY_IMAGE_MICROS } }
const VIDEO_PRICE: ModelPrice = { per: 'second', micros: { '720p': 38_000 }, minSeconds: 5 }

let gateway: Gateway
beforeEach(async () => {
  gateway = await startGateway()
})
afterEach(() => gateway.close())

const options = (price: ModelPrice, change: Partial<ProviderOptions> = {}): ProviderOptions => ({
  apiKey: GATEWAY_KEY,
  baseUrl: change.baseUrl ?? gateway.url,
  model: 'own-model',
  timeoutMs: 5_000,
  pollEveryMs: 10,
  price,
  // Its own origin may be anywhere; nothing else may.
  addresses: { allowPrivate: false },
  ...change,
})
const images = (change: Partial<ProviderOptions> = {}) =>
  createHttpImages({ ...options(IMAGE_PRICE, change), aspectRatio: '9:16', imageSize: '1K' })
const videos = (change: Partial<ProviderOptions> = {}) =>
  createHttpVideos(options(VIDEO_PRICE, change))

const own: Gateway[] = []
afterAll(() => Promise.all(own.map((each) => each.close())))
async function provider(times: { imageMs?: number; videoMs?: number }) {
  const server = await startGateway(times)
  own.push(server)
  return {
    baseUrl: server.url,
    billedKeys: async () => server.bill.flatMap(({ key }) => key ?? []),
    billed: async () => server.bill.length,
  }
}

imageServiceSuite('http', async () => {
  const { baseUrl, ...bill } = await provider({ imageMs: 10 })
  return { service: images({ baseUrl }), ...bill }
})

videoServiceSuite('http', async () => {
  const { baseUrl, ...bill } = await provider({ videoMs: 50 })
  const order = { durationS: 5, resolution: '720p' } as const
  return { service: videos({ baseUrl }), ...bill, order, readyMade: true }
})

const picture = samplePicture()
const DATA_URI = `data:image/jpeg;base64,${Buffer.from(picture.bytes).toString('base64')}`
const image: ImageRequest = {
  key: 'vidgen-1',
  prompt: 'p',
  seed: 3,
  frame: 'start',
  modelType: 'male',
  resolution: '720p',
  pictures: [{ ...picture, url: 'https://cdn.example/p.jpg' }],
}
const video: VideoRequest = {
  key: 'vidgen-2',
  prompt: 'v',
  seed: 4,
  startFrame: picture,
  endFrame: { ...picture, url: 'https://cdn.example/e.jpg' },
  durationS: 5,
  resolution: '720p',
}

test('a frame is asked for with key and idempotency key', async () => {
  await images().generate(image, context)
  const [{ method, path, headers, body }] = gateway.requests as [(typeof gateway.requests)[0]]
  expect([method, path]).toEqual(['POST', '/generate'])
  expect(headers).toMatchObject({
    authorization: `Bearer ${GATEWAY_KEY}`,
    'idempotency-key': 'vidgen-1',
    'content-type': 'application/json',
  })
  expect(JSON.parse(body)).toEqual({
    image_url: 'https://cdn.example/p.jpg',
    model_type: 'male',
    frame: 'start',
    prompt: 'p',
    seed: 3,
    aspect_ratio: '9:16',
    size: '1K',
    model: 'own-model',
  })
})

test('a video is asked for by addresses, or by the bytes where there is none', async () => {
  await videos().submit(video, context)
  expect(JSON.parse(gateway.requests[0]!.body)).toEqual({
    start_image_url: DATA_URI,
    end_image_url: 'https://cdn.example/e.jpg',
    prompt: 'v',
    duration: 5,
    resolution: '720p',
    seed: 4,
    model: 'own-model',
  })
})

test.each([
  [true, 'provider'],
  [false, 'price-table'],
])('costs are the gateway’s own where it tells them (%s)', async (tells, source) => {
  gateway.tells.cost = tells
  const answer = await images().generate(image, context)
  expect(answer.cost).toEqual({ micros: GATEWAY_IMAGE_MICROS, source })
  const { requestId } = await videos().submit(video, context)
  const order = {
    requestId,
    endpoint: 'videos',
    model: 'm',
    durationS: 5,
    resolution: '720p',
  } as const
  expect(await videos().poll(order, context)).toMatchObject({
    state: 'succeeded',
    cost: { micros: GATEWAY_VIDEO_MICROS, source },
  })
  expect(gateway.bill.map((line) => line.amountMicros)).toEqual([
    GATEWAY_IMAGE_MICROS,
    GATEWAY_VIDEO_MICROS,
  ])
})

test.each([
  ['null', { cost: null, request_id: null, progress: null, expires_at: null, error: null }],
  ['nonsense', { cost: 1e300, request_id: 7, progress: -1, expires_at: 'soon', error: 3 }],
  ['a sum as text', { cost: '0.04' }],
])('what was paid for is not held up by %s beside it', async (_, beside) => {
  gateway.script.push({ status: 200, body: { output_url: DATA_URI, ...beside } })
  const { cost, requestId } = await images().generate(image, context)
  expect(cost).toEqual({ micros: GATEWAY_IMAGE_MICROS, source: 'price-table' })
  expect(requestId).toBe(image.key)
  gateway.states.push({
    json: { state: 'completed', output_url: 'https://x.example/v', ...beside },
  })
  const sent = await videos().submit(video, context)
  const order = { ...sent, endpoint: 'videos', model: 'm', durationS: 5 } as const
  expect(await videos().poll({ ...order, resolution: '720p' }, context)).toEqual({
    state: 'succeeded',
    url: 'https://x.example/v',
    cost: { micros: GATEWAY_VIDEO_MICROS, source: 'price-table' },
    expiresAt: null,
  })
})

const failed = async (call: Promise<unknown>): Promise<ServiceFailure> => {
  const failure = await call.catch((error: unknown) => error)
  if (!(failure instanceof ServiceFailure)) throw new Error(`no failure: ${String(failure)}`)
  return failure
}
const status = (code: number, error: unknown = 'x', headers = {}): Behaviour => ({
  status: code,
  body: { error },
  headers,
})

describe.each([
  ['generate', () => images().generate(image, context)],
  ['videos', () => videos().submit(video, context)],
] as const)('POST /%s', (_, call) => {
  test.each<[string, Behaviour, string, string, number | undefined]>([
    ['401', status(401), 'halt', 'AI_KEY_REJECTED', undefined],
    ['402', status(402), 'halt', 'AI_BALANCE_EXHAUSTED', undefined],
    ['403', status(403), 'halt', 'AI_PERMISSION_DENIED', undefined],
    ['404', status(404), 'halt', 'AI_ADDRESS_WRONG', undefined],
    [
      '404 of a model',
      status(404, { code: 'model_not_found' }),
      'halt',
      'AI_MODEL_RETIRED',
      undefined,
    ],
    ['409', status(409), 'reject', 'AI_KEY_CONFLICT', undefined],
    ['413', status(413), 'reject', 'AI_PICTURE_REFUSED', undefined],
    ['policy', status(422, { code: 'content_policy' }), 'reject', 'AI_CONTENT_POLICY', undefined],
    [
      'picture',
      status(422, { code: 'image_unreadable' }),
      'reject',
      'AI_PICTURE_REFUSED',
      undefined,
    ],
    ['400', status(400), 'reject', 'AI_REQUEST_REFUSED', undefined],
    ['429', status(429, 'slow', { 'retry-after': '7' }), 'wait', 'AI_RATE_LIMITED', 7_000],
    [
      '429 for years',
      status(429, 'slow', { 'retry-after': '99999999999999' }),
      'wait',
      'AI_RATE_LIMITED',
      3_600_000,
    ],
    ['500', status(500), 'unknown', 'AI_SERVER_ERROR', 5_000],
    ['503', status(503, 'x', { 'retry-after': '3' }), 'unknown', 'AI_SERVER_ERROR', 3_000],
    ['reset before', 'reset-before', 'unknown', 'AI_CONNECTION_LOST', 5_000],
    ['reset after', 'reset-after', 'unknown', 'AI_CONNECTION_LOST', 5_000],
    ['garbage', 'garbage', 'unknown', 'AI_ANSWER_UNREADABLE', 5_000],
    ['truncated', 'truncated', 'unknown', 'AI_CONNECTION_LOST', 5_000],
    ['HTML', 'html', 'unknown', 'AI_ANSWER_UNREADABLE', 5_000],
    ['a redirect', elsewhere, 'halt', 'AI_ADDRESS_WRONG', undefined],
  ])('%s', async (_name, behaviour, ...[disposition, code, waitMs]) => {
    gateway.script.push(behaviour)
    const failure = await failed(call())
    expect(failure).toMatchObject({ disposition, code })
    expect(failure.waitMs).toBe(waitMs)
  })

  test('sent again after its answer was lost is answered, and billed once', async () => {
    gateway.script.push('reset-after')
    await failed(call())
    await call()
    expect(gateway.bill).toHaveLength(1)
  })
})

test('a picture that lies in the own network elsewhere is not fetched', async () => {
  const output_url = 'http://169.254.169.254/latest'
  gateway.script.push({ status: 200, body: { output_url } })
  expect(await failed(images().generate(image, context))).toMatchObject({
    disposition: 'unknown',
    code: 'AI_RESULT_UNREADABLE',
  })
})

test.each([
  ['nobody has', 'https://no-such-host.invalid/1.jpg', 10_000],
  ['is no picture', 'data:image/jpeg;base64,AAAA', undefined],
  ['is not public', 'https://10.0.0.8/1.jpg', undefined],
])(
  'an address of a picture that %s waits only where that may pass',
  async (_, output_url, waitMs) => {
    gateway.script.push({ status: 200, body: { output_url } })
    const failure = await failed(images().generate(image, context))
    expect(failure).toMatchObject({ disposition: 'unknown', code: 'AI_RESULT_UNREADABLE' })
    expect(failure.waitMs).toBe(waitMs)
  },
)

test.each(['http://127.0.0.1:39999/secret', 'http://169.254.169.254/latest'])(
  'a picture of its own that leads to %s is not fetched from there',
  async (location) => {
    gateway.moved.push(location)
    expect(await failed(images().generate(image, context))).toMatchObject({
      code: 'AI_RESULT_UNREADABLE',
      params: { reason: expect.stringContaining('@DOWNLOAD_') as string },
    })
  },
)

describe('a video that ended', () => {
  test.each([
    [{ state: 'failed', error: 'gpu on fire' }, 'retry', 'AI_RENDER_FAILED', undefined],
    [
      { state: 'failed', error: { code: 'content_policy' } },
      'reject',
      'AI_CONTENT_POLICY',
      undefined,
    ],
    [{ state: 'failed', cost: 0.05, error: null }, 'retry', 'AI_RENDER_FAILED', 50_000],
  ])('%o', async (json, disposition, code, micros) => {
    gateway.states.push({ json })
    const { requestId } = await videos().submit(video, context)
    const order = {
      requestId,
      endpoint: 'videos',
      model: 'm',
      durationS: 5,
      resolution: '720p',
    } as const
    const state = await videos().poll(order, context)
    expect(state).toMatchObject({ state: 'failed', failure: { disposition, code } })
    expect((state as { failure: ServiceFailure }).failure.cost?.micros).toBe(micros)
  })
})
