/** A local server that speaks the wire format of the Gemini API, as far as images need it. */
import type { ServerResponse } from 'node:http'
import { samplePicture } from '../../src/ai/offline/sample.ts'
import { priceTable, tokenMicros, type TokenPrice } from '../../src/money/price-table.ts'
import { behave, type FakeServer, listen, type Seen, sendJson } from './server.ts'

export const GEMINI_MODEL = 'gemini-nano-banana-2.1'
export const GEMINI_KEY = 'AIza-geheimer-schluessel'

const INPUT_TOKENS = 1400
const IMAGE_TOKENS = 1120
const TEXT_TOKENS = 20
const LIMIT_BYTES = 20 * 1024 * 1024

/** What every image of this server costs. */
export const GEMINI_MICROS = tokenMicros(priceOfGemini(), {
  inputTokens: INPUT_TOKENS,
  textOutputTokens: TEXT_TOKENS,
  imageOutputTokens: IMAGE_TOKENS,
})

/** Starts it; `latencyMs` passes before each image. */
export async function startGemini({ latencyMs = 0 } = {}): Promise<FakeServer> {
  const state: Pick<FakeServer, 'bill' | 'script'> = { bill: [], script: [] }
  const server = await listen(async (seen, response) => {
    if (seen.headers['x-goog-api-key'] !== GEMINI_KEY) return refuseKey(response)
    const [, model, verb] = /^\/v1(?:beta)?\/models\/([^:?]+)(?::(\w+))?/.exec(seen.path) ?? []
    if (model !== GEMINI_MODEL) return refuseModel(response, model ?? '')
    if (seen.method === 'GET') return sendJson(response, 200, { name: `models/${model}` })
    if (verb !== 'generateContent') return sendJson(response, 404, {})
    const wrong = whatIsWrong(seen)
    if (wrong) return refuse(response, wrong)
    const take = () => ({ body: answer(state.bill) })
    return behave(response, state.script.shift() ?? 'ok', { latencyMs, take })
  })
  return { ...server, ...state }
}

/** An ordinary answer: a thought with a draft, a word, the image. */
function answer(bill: FakeServer['bill']): unknown {
  const requestId = `response-${bill.length + 1}`
  bill.push({ requestId, key: null, amountMicros: GEMINI_MICROS })
  const data = Buffer.from(samplePicture().bytes).toString('base64')
  const draft = { inlineData: { mimeType: 'image/png', data: 'ZHJhZnQ=' }, thought: true }
  const image = { inlineData: { mimeType: 'image/jpeg', data } }
  return {
    candidates: [
      {
        content: { role: 'model', parts: [draft, { text: 'Here it is' }, image] },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: usage(),
    modelVersion: GEMINI_MODEL,
    responseId: requestId,
  }
}

export function usage(imageTokens = IMAGE_TOKENS): unknown {
  return {
    promptTokenCount: INPUT_TOKENS,
    candidatesTokenCount: imageTokens + TEXT_TOKENS,
    totalTokenCount: INPUT_TOKENS + imageTokens + TEXT_TOKENS,
    candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: imageTokens }],
  }
}

export function priceOfGemini(): TokenPrice {
  const entry = priceTable.find(({ model }) => model === GEMINI_MODEL)
  if (entry?.price.per !== 'token') throw new Error('the price of Gemini is by tokens')
  return entry.price
}

interface Body {
  contents: { parts: object[] }[]
  generationConfig: { imageConfig?: Record<string, string> }
}

/** As the real one does: sizes with a capital K, known fields only, 20 MB at most. */
function whatIsWrong({ body }: Seen): string | null {
  if (Buffer.byteLength(body) > LIMIT_BYTES) return 'Request payload size exceeds the limit'
  const { contents, generationConfig } = JSON.parse(body) as Body
  const imageConfig = generationConfig.imageConfig ?? {}
  const unknown = Object.keys(imageConfig).find((name) => !/^(aspectRatio|imageSize)$/.test(name))
  if (unknown) return `Invalid JSON payload received. Unknown name "${unknown}"`
  const { imageSize = '1K' } = imageConfig
  if (!/^[124]K$/.test(imageSize)) return `Invalid value at 'image_size' (${imageSize})`
  return contents[0]?.parts.length ? null : 'contents are required'
}

function refuse(response: ServerResponse, message: string): void {
  sendJson(response, 400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } })
}

function refuseKey(response: ServerResponse): void {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
  ]
  const message = 'API key not valid. Please pass a valid API key.'
  sendJson(response, 400, { error: { code: 400, message, status: 'INVALID_ARGUMENT', details } })
}

function refuseModel(response: ServerResponse, model: string): void {
  const message = `models/${model} is not found for API version v1beta, or is not supported for generateContent.`
  sendJson(response, 404, { error: { code: 404, message, status: 'NOT_FOUND' } })
}
