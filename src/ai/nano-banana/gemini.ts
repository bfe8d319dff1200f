import type { GenerateContentParameters, GoogleGenAI, SafetySetting } from '@google/genai'
import { fitPicture } from '../../media/fit-picture.ts'
import { imageMicros } from '../../money/price-table.ts'
import { type Recorder, recordingFetch } from '../exchange.ts'
import type { ImageOptions } from '../provider-options.ts'
import {
  type CallContext,
  type DirectImages,
  type ImageAnswer,
  type ImageRequest,
  type Picture,
  type Probe,
  ServiceFailure,
} from '../service.ts'
import { transportFailure } from '../transport-failure.ts'
import { answerOf } from './gemini-answer.ts'
import { geminiFailure } from './gemini-failures.ts'

/** A whole inline request must stay under 20 MB, base64 and two pictures included. */
const PICTURE = {
  maxBytes: 6 * 1024 * 1024,
  maxSide: 3072,
  types: ['image/jpeg', 'image/png', 'image/webp'],
}
/** A 4K image as base64, a draft beside it, and room. */
const ANSWER_BYTES = 100 * 1024 * 1024

/**
 * Nano Banana by Google's Gemini API: a frame in one call of generateContent. It takes no idempotency
 * key, so a lost answer can't be asked for again.
 */
export function createGeminiImages(options: ImageOptions): DirectImages {
  const { model, aspectRatio, imageSize, price, timeoutMs } = options
  return {
    service: 'nano-banana',
    provider: 'gemini',
    mode: 'direct',
    model,
    endpoint: 'generateContent',
    repeatable: false,
    answersWithinMs: timeoutMs,
    fetchesPictures: false,
    settings: { aspectRatio, imageSize },
    priceMicros: ({ pictures }) => imageMicros(price, { size: imageSize, pictures }),
    generate: (request, context) => generate(request, options, context),
    probe: (context) => probe(options, context),
  }
}

async function generate(
  request: ImageRequest,
  options: ImageOptions,
  context: CallContext,
): Promise<ImageAnswer> {
  const pictures = await Promise.all(request.pictures.map(fitted))
  const body = bodyOf({ ...request, pictures }, options)
  const safetySettings = await lenient()
  const { body: raw } = await ask(options, context, (client, abortSignal) =>
    client.models.generateContent({
      ...body,
      config: { ...body.config, safetySettings, abortSignal },
    }),
  )
  return answerOf(raw, request, options)
}

async function probe(options: ImageOptions, context: CallContext): Promise<Probe> {
  const { model } = options
  await ask(options, context, (client, abortSignal) =>
    client.models.get({ model, config: { abortSignal } }),
  )
  return { answered: model }
}

/** Sends once, within our time limit, and answers what came as it came. Throws ServiceFailure. */
async function ask(
  options: ImageOptions,
  context: CallContext,
  call: (client: GoogleGenAI, signal: AbortSignal) => Promise<unknown>,
) {
  const { signal } = context
  const { timeoutMs } = options
  const recorder = recordingFetch(ANSWER_BYTES)
  try {
    signal.throwIfAborted()
    const client = await clientOf(options, recorder)
    await call(client, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]))
  } catch (error) {
    if (error instanceof ServiceFailure) throw error
    const came = recorder.last()
    if (!came) throw transportFailure(error, { provider: 'gemini', signal, timeoutMs })
    if (came.status < 200 || came.status > 299) throw geminiFailure(came, options)
    // The SDK could not make sense of a success: what came is read by ourselves.
  }
  return recorder.last()!
}

async function clientOf(options: ImageOptions, recorder: Recorder): Promise<GoogleGenAI> {
  const { GoogleGenAI: Client } = await import('@google/genai')
  const { apiKey, baseUrl } = options
  const httpOptions = { fetch: recorder.fetch, ...(baseUrl && { baseUrl }) }
  // imageConfig is documented for v1beta; the SDK's own default is v1 since 3.0.
  return new Client({ apiKey, apiVersion: 'v1beta', httpOptions })
}

/** Swimwear and underwear are products too; what Google blocks always stays blocked. */
async function lenient(): Promise<SafetySetting[]> {
  const { HarmBlockThreshold, HarmCategory } = await import('@google/genai')
  const { BLOCK_ONLY_HIGH: threshold } = HarmBlockThreshold
  const harms = [
    HarmCategory.HARM_CATEGORY_HARASSMENT,
    HarmCategory.HARM_CATEGORY_HATE_SPEECH,
    HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
    HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
  ]
  return harms.map((category) => ({ category, threshold }))
}

function bodyOf(request: ImageRequest, options: ImageOptions): GenerateContentParameters {
  const { model, aspectRatio, imageSize } = options
  const pictures = request.pictures.map(({ bytes, contentType: mimeType }) => ({
    inlineData: { mimeType, data: Buffer.from(bytes).toString('base64') },
  }))
  return {
    model,
    contents: [{ role: 'user', parts: [...pictures, { text: request.prompt }] }],
    config: {
      seed: request.seed,
      responseModalities: ['IMAGE'],
      imageConfig: { aspectRatio, imageSize },
      // The SDK would go on asking, and paying, by itself.
      automaticContinuation: false,
    },
  }
}

/** Throws ServiceFailure for what is no picture. */
async function fitted(picture: Picture): Promise<Picture> {
  try {
    return await fitPicture(picture.bytes, PICTURE)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const params = { provider: 'gemini', reason }
    throw new ServiceFailure({
      disposition: 'reject',
      code: 'AI_PICTURE_REFUSED',
      params,
      cause,
    })
  }
}
