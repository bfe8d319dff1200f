import type { ImageService, Resolution, VideoService } from '../ai/service.ts'
import { VidgenError } from '../errors.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import { type Split, sumOf } from './ledger.ts'

/** What a video is made with, as far as its price depends on it. */
export interface PricedOptions {
  durationS: number
  resolution: Resolution
}

/** What each paid step costs, and who bills for it. */
export interface Prices {
  /** Micro-dollars; 0 for a step that costs nothing. */
  step(step: StepName, options: PricedOptions): number
  /** Who makes it, and how: purchases of one seller are alike. */
  seller(step: PaidStep): Pick<VideoService, 'provider' | 'model' | 'settings'>
}

export const PAID_STEPS = ['START_FRAME', 'END_FRAME', 'VIDEO'] as const
/** A step that is bought. */
export type PaidStep = (typeof PAID_STEPS)[number]

/** The price table of the services in use. */
export function pricesOf(images: ImageService, videos: VideoService): Prices {
  return {
    step(step, options) {
      if (step === 'START_FRAME') return framePrice(images, 1)
      if (step === 'END_FRAME') return framePrice(images, 2)
      return step === 'VIDEO' ? videoPrice(videos, options) : 0
    },
    seller(step) {
      const { provider, model, settings } = step === 'VIDEO' ? videos : images
      return { provider, model, settings }
    },
  }
}

/** What a frame from so many pictures costs, in micro-dollars. Throws CONFIG_PRICE_MISSING. */
export function framePrice(images: ImageService, pictures: number): number {
  return known(images, `${pictures} in`, () => images.priceMicros({ pictures }))
}

/** What a video costs, in micro-dollars. Throws CONFIG_PRICE_MISSING. */
export function videoPrice(videos: VideoService, options: PricedOptions): number {
  return known(videos, options.resolution, () => videos.priceMicros(options))
}

/** What nobody knows the price of is not bought: no limit would hold. */
function known(
  { provider, model }: ImageService | VideoService,
  size: string,
  ask: () => number,
): number {
  const micros = asked(ask)
  if (micros !== null && Number.isSafeInteger(micros) && micros >= 0) return micros
  throw new VidgenError('CONFIG_PRICE_MISSING', { provider, model, size })
}

/** The price table throws a RangeError where it has no price. */
function asked(ask: () => number): number | null {
  try {
    return ask()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** What is still to buy for a video, in micro-dollars, without the steps that are done. */
export function estimateMicros(
  prices: Prices,
  options: PricedOptions,
  done: readonly StepName[] = [],
): number {
  return sumOf(estimateBy(prices, options, done))
}

/** What is still to buy for a video, without the steps that are done, by who bills for it. */
export function estimateBy(
  prices: Prices,
  options: PricedOptions,
  done: readonly StepName[] = [],
): Split {
  const by: Record<string, number> = {}
  for (const step of PAID_STEPS) {
    if (done.includes(step)) continue
    const provider = prices.seller(step).provider
    by[provider] = (by[provider] ?? 0) + prices.step(step, options)
  }
  return by
}
