import { setTimeout as sleep } from 'node:timers/promises'
import type { DirectImages, ImageAnswer, ImageRequest, Picture } from '../service.ts'
import { asService } from './failures.ts'
import { offlineTerms } from './terms.ts'
import type { OfflineOptions } from './options.ts'
import { fingerprint, placeOrder, refuseUnreadable } from './order.ts'

/** What the offline Nano Banana is told. */
export interface OfflineImageOptions extends OfflineOptions {
  /** From the first request of a key to its answer. */
  imageMs: number
}

const SERVICE = 'nano-banana'

/**
 * Nano Banana without a network: frames drawn from the product's picture. Same request, same bytes.
 * A call taken up again by its key, also by another process, is answered when the first would be.
 */
export function createOfflineImages(options: OfflineImageOptions): DirectImages {
  return {
    ...offlineTerms(options),
    service: SERVICE,
    mode: 'direct',
    priceMicros: () => options.priceMicros,
    generate: (request, context) =>
      asService(SERVICE, context, async () => generate(request, options, context.signal)),
  }
}

async function generate(
  request: ImageRequest,
  options: OfflineImageOptions,
  signal: AbortSignal,
): Promise<ImageAnswer> {
  const { frame, modelType, resolution, pictures } = request
  const details = { frame, modelType, resolution, pictures: pictures.map(fingerprint) }
  const prepare = async () => {
    if (options.media === 'draw') await refuseUnreadable(SERVICE, pictures)
  }
  const { imageMs: latencyMs } = options
  const call = await placeOrder({ service: SERVICE, request, details, latencyMs, prepare }, options)
  const waitMs = call.readyAt - Date.now()
  if (waitMs > 0) await sleep(waitMs, undefined, { signal })
  return {
    ...(await makeFrame(request, options)),
    requestId: call.requestId,
    cost: { micros: call.amountMicros, source: 'provider' },
  }
}

async function makeFrame(request: ImageRequest, options: OfflineImageOptions): Promise<Picture> {
  if (options.media === 'sample') return (await import('./sample.ts')).samplePicture()
  const { drawFrame } = await import('./draw/frame.ts')
  return { bytes: await drawFrame(request), contentType: 'image/jpeg' }
}
