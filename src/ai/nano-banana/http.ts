import { z } from 'zod'
import { VidgenError } from '../../errors.ts'
import { checkPicture } from '../../media/picture.ts'
import { imageMicros } from '../../money/price-table.ts'
import { download, isPassing } from '../../net/download.ts'
import {
  addressesOf,
  askGateway,
  costOf,
  detail,
  fail,
  pictureAddress,
  probeGateway,
  reasonOf,
  usdSchema,
} from '../http/gateway.ts'
import type { ImageOptions } from '../provider-options.ts'
import type { CallContext, DirectImages, ImageAnswer, ImageRequest } from '../service.ts'

const MAX_BYTES = 30 * 1024 * 1024
const AGAIN_MS = 10_000

const answerSchema = z.object({
  output_url: z.string().min(1),
  cost: usdSchema,
  request_id: detail(z.string().min(1)),
})

/** Nano Banana by a gateway of one's own: `POST {base}/generate`, the same key answered again. */
export function createHttpImages(options: ImageOptions): DirectImages {
  const { model, aspectRatio, imageSize, price, timeoutMs } = options
  return {
    service: 'nano-banana',
    provider: 'http',
    mode: 'direct',
    model,
    endpoint: 'generate',
    repeatable: true,
    answersWithinMs: timeoutMs,
    fetchesPictures: true,
    settings: { aspectRatio, imageSize },
    priceMicros: ({ pictures }) => imageMicros(price, { size: imageSize, pictures }),
    generate: (request, context) => generate(request, options, context),
    probe: (context) => probeGateway(options, context),
  }
}

async function generate(
  request: ImageRequest,
  options: ImageOptions,
  context: CallContext,
): Promise<ImageAnswer> {
  const { key } = request
  const body = bodyOf(request, options)
  const order = { method: 'POST', path: '/generate', body, key, schema: answerSchema } as const
  const answer = await askGateway(options, order, context)
  const size = { size: options.imageSize, pictures: request.pictures.length }
  const cost = costOf(answer.cost, imageMicros(options.price, size))
  const picture = await fetchPicture(answer.output_url, options, context)
  return { ...picture, requestId: answer.request_id ?? key, cost }
}

function bodyOf(request: ImageRequest, options: ImageOptions): Record<string, unknown> {
  const [product, startFrame] = request.pictures
  return {
    image_url: pictureAddress(product!),
    model_type: request.modelType,
    frame: request.frame,
    ...(startFrame && { start_image_url: pictureAddress(startFrame) }),
    prompt: request.prompt,
    seed: request.seed,
    aspect_ratio: options.aspectRatio,
    size: options.imageSize,
    model: options.model,
  }
}

/**
 * What was bought and can't be had is asked for again by its key: without an attempt where that may
 * pass by itself, else with one, so that a person sees it in the end.
 */
async function fetchPicture(url: string, options: ImageOptions, { signal }: CallContext) {
  try {
    const bytes = await bytesOf(url, options, signal)
    const { contentType } = await checkPicture(bytes)
    return { bytes, contentType }
  } catch (error) {
    signal.throwIfAborted()
    const passing = error instanceof VidgenError && isPassing(error)
    const reason = reasonOf(error)
    throw fail('unknown', 'AI_RESULT_UNREADABLE', { reason, ...(passing && { waitMs: AGAIN_MS }) })
  }
}

async function bytesOf(url: string, options: ImageOptions, signal: AbortSignal): Promise<Buffer> {
  const inline = /^data:[^,]*;base64,/.exec(url)
  if (inline) return Buffer.from(url.slice(inline[0].length), 'base64')
  const addresses = addressesOf(options)
  const limits = { maxBytes: MAX_BYTES, accept: 'image/*', addresses, signal }
  return (await download(url, limits)).bytes
}
