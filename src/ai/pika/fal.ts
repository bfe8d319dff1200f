import { z } from 'zod'
import { videoMicros } from '../../money/price-table.ts'
import {
  cancelAtFal,
  type FalQueue,
  pollFal,
  probeFal,
  submitToFal,
  uploadToFal,
} from '../fal/queue.ts'
import { addressOf } from '../fal/queue.ts'
import type { ProviderOptions } from '../provider-options.ts'
import { fetchResult } from '../result-download.ts'
import type { VideoRequest, VideoService } from '../service.ts'

const POLL_EVERY_MS = 5_000

const resultSchema = z.object({ video: z.object({ url: z.string() }) })

/** Pika's pikaframes by fal's queue. It takes no idempotency key. */
export function createFalVideos(options: ProviderOptions): VideoService {
  const { model, price, timeoutMs, addresses, pollEveryMs = POLL_EVERY_MS } = options
  const queue: FalQueue = {
    options,
    service: 'pika',
    resultUrl: (result) => resultSchema.safeParse(result).data?.video.url,
    tableMicros: (order) => videoMicros(price, order),
  }
  return {
    service: 'pika',
    provider: 'fal',
    model,
    endpoint: model,
    repeatable: false,
    answersWithinMs: timeoutMs,
    fetchesPictures: true,
    settings: {},
    pollEveryMs,
    priceMicros: (order) => videoMicros(price, order),
    upload: (picture, context) => uploadToFal(queue, picture, context),
    submit: (request, context) => submitToFal(queue, inputOf(request), context),
    poll: (order, context) => pollFal(queue, order, context),
    cancel: (order, context) => cancelAtFal(queue, order, context),
    fetch: (url, toFile, { signal }) =>
      fetchResult({ provider: 'fal', url, toFile, kind: 'video', addresses, signal }),
    probe: (context) => probeFal(queue, context),
  }
}

/** Field names by the schema in fal's client; the aspect ratio is that of the frames. */
function inputOf(request: VideoRequest): Record<string, unknown> {
  const { startFrame, endFrame, prompt, seed, resolution, durationS } = request
  return {
    image_urls: [addressOf(startFrame), addressOf(endFrame)],
    transitions: [{ duration: durationS, prompt }],
    prompt,
    resolution,
    seed,
  }
}
