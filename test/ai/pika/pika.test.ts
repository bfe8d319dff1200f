import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { samplePicture } from '../../../src/ai/offline/sample.ts'
import { createPikaVideos } from '../../../src/ai/pika/pika.ts'
import type { ProviderOptions } from '../../../src/ai/provider-options.ts'
import { ServiceFailure, type VideoRequest } from '../../../src/ai/service.ts'
import { priceTable } from '../../../src/money/price-table.ts'
import { PIKA_KEY, PIKA_MICROS, PIKA_VIDEO, type PikaServer, startPika } from '../../fakes/pika.ts'
import { type Behaviour, elsewhere } from '../../fakes/server.ts'
import { videoServiceSuite } from '../video-service.suite.ts'

const context = { signal: new AbortController().signal }

let pika: PikaServer
beforeEach(async () => {
  pika = await startPika()
})
afterEach(() => pika.close())

const service = (change: Partial<ProviderOptions> = {}) =>
  createPikaVideos({
    apiKey: PIKA_KEY,
    baseUrl: change.baseUrl ?? pika.url,
    model: PIKA_VIDEO,
    timeoutMs: 5_000,
    pollEveryMs: 10,
    price: priceTable.find(({ provider }) => provider === 'pika')!.price,
    addresses: { allowPrivate: true },
    ...change,
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
const orderOf = (requestId: string) =>
  ({
    requestId,
    endpoint: PIKA_VIDEO,
    model: PIKA_VIDEO,
    durationS: 5,
    resolution: '720p',
  }) as const

const own: PikaServer[] = []
afterAll(() => Promise.all(own.map((each) => each.close())))

videoServiceSuite('pika', async () => {
  const server = await startPika({ renderMs: 50 })
  own.push(server)
  return {
    service: service({ baseUrl: server.url }),
    billedKeys: async () => server.bill.flatMap(({ key }) => key ?? []),
    billed: async () => server.bill.length,
    order: { durationS: 5, resolution: '720p' },
    readyMade: true,
  }
})

test('a video is asked for by https addresses, with key and idempotency key', async () => {
  await service().submit(request, context)
  const [{ path, headers, body }] = pika.requests as [(typeof pika.requests)[0]]
  expect(path).toBe(`/v1/media/${PIKA_VIDEO}`)
  expect(headers).toMatchObject({ 'x-api-key': PIKA_KEY, 'idempotency-key': 'vidgen-1' })
  expect(JSON.parse(body)).toEqual({
    images: ['https://cdn.example/start.jpg', 'https://cdn.example/end.jpg'],
    prompt: 'The model turns',
    resolution: '720p',
    transition_duration_s: 5,
    seed: 7,
  })
})

test('a picture is put with exactly the headers that were told', async () => {
  const url = await service().upload!(samplePicture(), context)
  const put = pika.requests.find(({ method }) => method === 'PUT')!
  expect(url).toMatch(/^https:/)
  expect(put.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-amz-acl': 'private' })
  expect(put.headers['x-api-key']).toBeUndefined()
})

test('a picture is put to no address in the own network but Pika’s own', async () => {
  const publicOnly = service({ addresses: { allowPrivate: false } })
  await publicOnly.upload!(samplePicture(), context)
  pika.uploadsTo.push('https://169.254.169.254')
  await expect(publicOnly.upload!(samplePicture(), context)).rejects.toMatchObject({
    disposition: 'retry',
    code: 'AI_ANSWER_UNREADABLE',
  })
})

test('costs what the price table says, as the bill', async () => {
  const { requestId } = await service().submit(request, context)
  expect(await service().poll(orderOf(requestId), context)).toMatchObject({
    state: 'succeeded',
    cost: { micros: PIKA_MICROS, source: 'price-table' },
  })
  expect(pika.bill.map((line) => line.amountMicros)).toEqual([PIKA_MICROS])
})

const status = (code: number, headers = {}): Behaviour => ({
  status: code,
  body: { message: 'x' },
  headers,
})
const failed = async (call: Promise<unknown>): Promise<ServiceFailure> => {
  const failure = await call.catch((error: unknown) => error)
  if (!(failure instanceof ServiceFailure)) throw new Error(`no failure: ${String(failure)}`)
  return failure
}

test.each<[string, Behaviour, string, string, number | undefined]>([
  ['401', status(401), 'halt', 'AI_KEY_REJECTED', undefined],
  ['403', status(403), 'halt', 'AI_PERMISSION_DENIED', undefined],
  ['404', status(404), 'halt', 'AI_MODEL_RETIRED', undefined],
  ['409', status(409), 'reject', 'AI_KEY_CONFLICT', undefined],
  ['422', status(422), 'reject', 'AI_REQUEST_REFUSED', undefined],
  ['429', status(429, { 'retry-after': '8' }), 'wait', 'AI_RATE_LIMITED', 8_000],
  ['503', status(503), 'unknown', 'AI_UNAVAILABLE', 5_000],
  ['reset before', 'reset-before', 'unknown', 'AI_CONNECTION_LOST', 5_000],
  ['reset after', 'reset-after', 'unknown', 'AI_CONNECTION_LOST', 5_000],
  ['garbage', 'garbage', 'unknown', 'AI_ANSWER_UNREADABLE', 5_000],
  ['HTML', 'html', 'unknown', 'AI_ANSWER_UNREADABLE', 5_000],
  ['a redirect', elsewhere, 'halt', 'AI_ADDRESS_WRONG', undefined],
])('a submit answered with %s', async (_, behaviour, ...[disposition, code, waitMs]) => {
  pika.script.push(behaviour)
  const failure = await failed(service().submit(request, context))
  expect(failure).toMatchObject({ disposition, code })
  expect(failure.waitMs).toBe(waitMs)
})

test('sent again after its answer was lost is answered, and billed once', async () => {
  pika.script.push('reset-after')
  await failed(service().submit(request, context))
  await service().submit(request, context)
  expect(pika.bill).toHaveLength(1)
})

test.each([
  ['content_moderation', 'reject', 'AI_CONTENT_POLICY'],
  ['invalid_input', 'reject', 'AI_REQUEST_REFUSED'],
  ['insufficient_balance', 'halt', 'AI_BALANCE_EXHAUSTED'],
  ['usage_limit_exceeded', 'halt', 'AI_QUOTA_OF_DAY'],
  ['provider_unavailable', 'wait', 'AI_UNAVAILABLE'],
  ['timed_out', 'retry', 'AI_RENDER_FAILED'],
  ['something_new', 'retry', 'AI_RENDER_FAILED'],
])('a job that failed by %s cost nothing', async (code, disposition, errorCode) => {
  pika.states.push({ failed: code })
  const { requestId } = await service().submit(request, context)
  const state = await service().poll(orderOf(requestId), context)
  expect(state).toMatchObject({ state: 'failed', failure: { disposition, code: errorCode } })
})
