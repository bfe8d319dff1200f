import { z } from 'zod'
import { imageMicros } from '../../money/price-table.ts'
import {
  addressOf,
  cancelAtFal,
  type FalQueue,
  pollFal,
  probeFal,
  submitToFal,
  uploadToFal,
} from '../fal/queue.ts'
import type { ImageOptions } from '../provider-options.ts'
import { fetchResult } from '../result-download.ts'
import type { ImageRequest, RenderedImages } from '../service.ts'

const POLL_EVERY_MS = 2_000

/** The first model makes one size only and refuses to be told another. */
const WITHOUT_SIZE = 'fal-ai/nano-banana/edit'

const resultSchema = z.object({ images: z.array(z.object({ url: z.string() })).min(1) })

/** Nano Banana's edit models by fal's queue: a lost answer is found again by its id. */
export function createFalImages(options: ImageOptions): RenderedImages {
  const { model, price, timeoutMs, addresses, aspectRatio, imageSize } = options
  const { pollEveryMs = POLL_EVERY_MS } = options
  const queue: FalQueue = {
    options,
    service: 'nano-banana',
    resultUrl: (result) => resultSchema.safeParse(result).data?.images[0]?.url,
    tableMicros: () => imageMicros(price, { size: imageSize, pictures: 1 }),
  }
  return {
    service: 'nano-banana',
    provider: 'fal',
    mode: 'rendered',
    model,
    endpoint: model,
    repeatable: false,
    answersWithinMs: timeoutMs,
    fetchesPictures: true,
    settings: { aspectRatio, imageSize },
    pollEveryMs: Math.min(pollEveryMs, POLL_EVERY_MS),
    priceMicros: ({ pictures }) => imageMicros(price, { size: imageSize, pictures }),
    upload: (picture, context) => uploadToFal(queue, picture, context),
    submit: (request, context) => submitToFal(queue, inputOf(request, options), context),
    poll: (order, context) => pollFal(queue, order, context),
    cancel: (order, context) => cancelAtFal(queue, order, context),
    fetch: (url, toFile, { signal }) =>
      fetchResult({ provider: 'fal', url, toFile, kind: 'image', addresses, signal }),
    probe: (context) => probeFal(queue, context),
  }
}

/** Field names by the schema in fal's client. */
function inputOf(request: ImageRequest, options: ImageOptions): Record<string, unknown> {
  const { model, aspectRatio, imageSize } = options
  return {
    prompt: request.prompt,
    image_urls: request.pictures.map(addressOf),
    num_images: 1,
    limit_generations: true,
    output_format: 'jpeg',
    aspect_ratio: aspectRatio,
    seed: request.seed,
    ...(model !== WITHOUT_SIZE && { resolution: imageSize }),
  }
}
