import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGeminiImages } from '../../../src/ai/nano-banana/gemini.ts'
import { samplePicture } from '../../../src/ai/offline/sample.ts'
import { type ImageRequest, ServiceFailure } from '../../../src/ai/service.ts'
import { imageMicros } from '../../../src/money/price-table.ts'
import {
  GEMINI_KEY,
  GEMINI_MICROS,
  GEMINI_MODEL,
  priceOfGemini,
  startGemini,
  usage,
} from '../../fakes/gemini.ts'
import { type Behaviour, elsewhere, type FakeServer } from '../../fakes/server.ts'
import { imageServiceSuite, productPicture } from '../image-service.suite.ts'

let gemini: FakeServer
beforeAll(async () => {
  gemini = await startGemini()
})
beforeEach(() => {
  gemini.requests.length = 0
  gemini.bill.length = 0
  gemini.script.length = 0
})
afterAll(() => gemini.close())

const context = { signal: new AbortController().signal }

function service(
  change: { apiKey?: string; model?: string; baseUrl?: string; timeoutMs?: number } = {},
) {
  return createGeminiImages({
    apiKey: GEMINI_KEY,
    baseUrl: gemini.url,
    model: GEMINI_MODEL,
    timeoutMs: 5_000,
    price: priceOfGemini(),
    addresses: { allowPrivate: true },
    aspectRatio: '9:16',
    imageSize: '1K',
    ...change,
  })
}

async function request(change: Partial<ImageRequest> = {}): Promise<ImageRequest> {
  return {
    key: 'vidgen-1',
    prompt: 'A model wears the product',
    seed: 7,
    frame: 'start',
    modelType: 'female',
    resolution: '720p',
    pictures: [{ bytes: await productPicture(), contentType: 'image/jpeg' }],
    ...change,
  }
}

async function failureOf(behaviour: Behaviour, change = {}): Promise<ServiceFailure> {
  gemini.script.push(behaviour)
  const failure = await service(change)
    .generate(await request(), context)
    .catch((error: unknown) => error)
  if (!(failure instanceof ServiceFailure)) throw new Error(`no failure: ${String(failure)}`)
  return failure
}

imageServiceSuite('gemini', async () => {
  const own = await startGemini()
  return {
    service: service({ baseUrl: own.url }),
    billedKeys: async () => [],
    billed: async () => own.bill.length,
    estimated: true,
  }
})

describe('what is sent', () => {
  test('is the pictures in their order, then the words', async () => {
    const product = { bytes: await productPicture('#123'), contentType: 'image/jpeg' }
    const start = samplePicture()
    await service().generate(await request({ frame: 'end', pictures: [product, start] }), context)
    const [{ method, path, headers, body }] = gemini.requests as [(typeof gemini.requests)[0]]
    expect([method, path]).toEqual(['POST', `/v1beta/models/${GEMINI_MODEL}:generateContent`])
    expect(headers['x-goog-api-key']).toBe(GEMINI_KEY)
    const data = (picture: typeof start) => Buffer.from(picture.bytes).toString('base64')
    expect(JSON.parse(body)).toMatchObject({
      contents: [
        {
          role: 'user',
          parts: [
            { inlineData: { mimeType: 'image/jpeg', data: data(product) } },
            { inlineData: { mimeType: 'image/jpeg', data: data(start) } },
            { text: 'A model wears the product' },
          ],
        },
      ],
      generationConfig: {
        seed: 7,
        responseModalities: ['IMAGE'],
        imageConfig: { aspectRatio: '9:16', imageSize: '1K' },
      },
    })
  })

  test('is re-encoded where the model does not take the format', async () => {
    const create = { width: 40, height: 40, channels: 4, background: '#0000' } as const
    const gif = await sharp({ create }).gif().toBuffer()
    const pictures = [{ bytes: gif, contentType: 'image/gif' }]
    await service().generate(await request({ pictures }), context)
    expect(gemini.requests[0]!.body).toContain('"mimeType":"image/jpeg"')
  })

  test('is never what is no picture', async () => {
    const pictures = [{ bytes: Buffer.from('<html>'), contentType: 'image/jpeg' }]
    const call = service().generate(await request({ pictures }), context)
    await expect(call).rejects.toMatchObject({ disposition: 'reject', code: 'AI_PICTURE_REFUSED' })
    expect(gemini.requests).toEqual([])
  })
})

test('the image is the last that is no thought; its cost is that of the bill', async () => {
  const answer = await service().generate(await request(), context)
  expect(Buffer.compare(answer.bytes, samplePicture().bytes)).toBe(0)
  expect(answer).toMatchObject({ requestId: 'response-1', contentType: 'image/jpeg' })
  expect(answer.cost).toEqual({ micros: GEMINI_MICROS, source: 'provider' })
  expect(gemini.bill.map((line) => line.amountMicros)).toEqual([GEMINI_MICROS])
})

test.each([
  [
    'tokens without their kinds',
    { promptTokenCount: 1400, candidatesTokenCount: 1120 },
    { micros: 1400 * 1.5 + 1120 * 30, source: 'provider' },
  ],
  [
    'no tokens of its output',
    { promptTokenCount: 1400 },
    { micros: imageMicros(priceOfGemini(), { size: '1K', pictures: 1 }), source: 'price-table' },
  ],
])('an image with %s costs what an image does', async (_, usageMetadata, cost) => {
  const data = Buffer.from(samplePicture().bytes).toString('base64')
  const parts = [{ inlineData: { mimeType: 'image/jpeg', data } }]
  const candidates = [{ finishReason: 'STOP', content: { parts } }]
  gemini.script.push(ok({ candidates, usageMetadata }))
  expect((await service().generate(await request(), context)).cost).toEqual(cost)
})

const ok = (body: unknown): Behaviour => ({ status: 200, body })
const candidate = (finishReason: string, parts: object[] = []) =>
  ok({ candidates: [{ finishReason, content: { parts } }], usageMetadata: usage(0) })

describe('a success without an image', () => {
  test.each([
    [
      'words alone',
      candidate('STOP', [{ text: 'I can not' }]),
      'retry',
      'AI_NO_IMAGE',
      /I can not/,
    ],
    ['NO_IMAGE', candidate('NO_IMAGE'), 'retry', 'AI_NO_IMAGE', /NO_IMAGE/],
    ['IMAGE_OTHER', candidate('IMAGE_OTHER'), 'retry', 'AI_NO_IMAGE', /IMAGE_OTHER/],
    ['RECITATION', candidate('RECITATION'), 'retry', 'AI_NO_IMAGE', /RECITATION/],
    ['IMAGE_SAFETY', candidate('IMAGE_SAFETY'), 'reject', 'AI_CONTENT_POLICY', /IMAGE_SAFETY/],
    ['PROHIBITED', candidate('PROHIBITED_CONTENT'), 'reject', 'AI_CONTENT_POLICY', /PROHIBITED/],
    [
      'a draft alone',
      candidate('STOP', [{ inlineData: { mimeType: 'image/png', data: 'YQ==' }, thought: true }]),
      'retry',
      'AI_NO_IMAGE',
      /STOP/,
    ],
    ['nothing at all', ok({}), 'retry', 'AI_NO_IMAGE', /no candidate/],
  ])('%s is told and billed', async (_, behaviour, ...[disposition, code, reason]) => {
    const failure = await failureOf(behaviour)
    expect(failure).toMatchObject({ disposition, code })
    expect(failure.params['reason']).toMatch(reason)
    expect(failure.cost!.micros).toBeGreaterThan(0)
  })

  test('a blocked prompt bills nothing', async () => {
    const body = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }
    const failure = await failureOf(ok(body))
    expect(failure).toMatchObject({ disposition: 'reject', code: 'AI_CONTENT_POLICY' })
    expect(failure.cost).toBeUndefined()
  })

  test('an image that can’t be read is billed, and another try worth it', async () => {
    const parts = [{ inlineData: { mimeType: 'image/png', data: 'YWJj' } }]
    const failure = await failureOf(candidate('STOP', parts))
    expect(failure).toMatchObject({ disposition: 'retry', code: 'AI_NO_IMAGE' })
    expect(failure.cost).toBeDefined()
  })
})

const error = (code: number, message: string, details: object[] = []): Behaviour => ({
  status: code,
  body: { error: { code, message, status: 'X', details } },
})
const quota = (quotaId: string) => ({ violations: [{ quotaId }] })

describe('a failure', () => {
  test.each<[string, Behaviour, string, string, number | undefined]>([
    [
      'by the minute',
      error(429, 'slow down', [{ retryDelay: '17s' }]),
      'wait',
      'AI_RATE_LIMITED',
      17_000,
    ],
    [
      'with Retry-After',
      { status: 429, body: {}, headers: { 'retry-after': '12' } },
      'wait',
      'AI_RATE_LIMITED',
      12_000,
    ],
    [
      'by a delay that is none',
      error(429, 'slow down', [{ retryDelay: 'soon' }]),
      'wait',
      'AI_RATE_LIMITED',
      undefined,
    ],
    [
      'by a delay of a year',
      error(429, 'slow down', [{ retryDelay: '31536000s' }]),
      'wait',
      'AI_RATE_LIMITED',
      3_600_000,
    ],
    [
      'by the day',
      error(429, 'x', [quota('GenerateRequestsPerDayPerProject')]),
      'halt',
      'AI_QUOTA_OF_DAY',
      undefined,
    ],
    ['without any quota', error(429, 'Quota exceeded, limit: 0'), 'halt', 'AI_NO_QUOTA', undefined],
    [
      'of the spend',
      error(429, 'monthly spend cap reached'),
      'halt',
      'AI_BALANCE_EXHAUSTED',
      undefined,
    ],
    ['of the key', error(401, 'no'), 'halt', 'AI_KEY_REJECTED', undefined],
    ['of the project', error(403, 'API not enabled'), 'halt', 'AI_PERMISSION_DENIED', undefined],
    [
      'of the region',
      error(400, 'User location is not supported'),
      'halt',
      'AI_PERMISSION_DENIED',
      undefined,
    ],
    [
      'of the picture',
      error(400, 'Unable to process input image'),
      'reject',
      'AI_PICTURE_REFUSED',
      undefined,
    ],
    ['of the request', error(400, 'Invalid argument'), 'reject', 'AI_REQUEST_REFUSED', undefined],
    ['inside', error(500, 'Internal'), 'retry', 'AI_SERVER_ERROR', undefined],
    ['by overload', error(503, 'overloaded'), 'wait', 'AI_UNAVAILABLE', undefined],
    ['in between', { status: 504, body: '<html>gateway' }, 'unknown', 'AI_SERVER_ERROR', undefined],
    ['by reset, not taken', 'reset-before', 'unknown', 'AI_CONNECTION_LOST', 5_000],
    ['by reset, taken', 'reset-after', 'unknown', 'AI_CONNECTION_LOST', 5_000],
    ['by garbage', 'garbage', 'unknown', 'AI_ANSWER_UNREADABLE', undefined],
    ['by truncation', 'truncated', 'unknown', 'AI_CONNECTION_LOST', 5_000],
    ['by HTML', 'html', 'unknown', 'AI_ANSWER_UNREADABLE', undefined],
    ['by a redirect', elsewhere, 'halt', 'AI_ADDRESS_WRONG', undefined],
  ])(
    '%s is classified, sent once, without the key',
    async (_, behaviour, ...[disposition, code, waitMs]) => {
      const failure = await failureOf(behaviour)
      expect(failure).toMatchObject({ disposition, code })
      expect(failure.waitMs).toBe(waitMs)
      expect(gemini.requests).toHaveLength(1)
      expect(JSON.stringify([failure.params, failure.message])).not.toContain(GEMINI_KEY)
    },
  )

  test('of a key that the answer repeats does not tell it', async () => {
    const failure = await failureOf(error(403, `the key ${GEMINI_KEY} may not`))
    expect(failure.params['reason']).toBe('the key *** may not')
  })

  test('a retired model names the setting', async () => {
    const failure = await failureOf('ok', { model: 'gemini-2.5-flash-image' })
    expect(failure).toMatchObject({
      disposition: 'halt',
      code: 'AI_MODEL_RETIRED',
      params: { model: 'gemini-2.5-flash-image', setting: 'NANO_BANANA_MODEL' },
    })
  })

  test('a hang ends at our own limit', async () => {
    const failure = await failureOf('hang', { timeoutMs: 100 })
    expect(failure).toMatchObject({ disposition: 'unknown', code: 'AI_TIMEOUT' })
  })

  test('a server that nobody runs was certainly not asked', async () => {
    const gone = await startGemini()
    await gone.close()
    const failure = await failureOf('ok', { baseUrl: gone.url })
    expect(failure).toMatchObject({ disposition: 'wait', code: 'AI_UNREACHABLE' })
  })
})

test('a probe tells a wrong key', async () => {
  await expect(service({ apiKey: 'wrong' }).probe(context)).rejects.toMatchObject({
    disposition: 'halt',
    code: 'AI_KEY_REJECTED',
  })
})
