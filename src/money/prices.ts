import type { ImageService, Resolution, VideoService } from '../ai/service.ts'
import type { StepName } from '../generated/sqlite/enums.ts'

/** What a video is made with, as far as its price depends on it. */
export interface PricedOptions {
  durationS: number
  resolution: Resolution
}

/** Micro-dollars of each paid step. */
export interface Prices {
  step(step: StepName, options: PricedOptions): number
}

const PAID_STEPS = ['START_FRAME', 'END_FRAME', 'VIDEO'] as const

/** The price table of the services in use. */
export function pricesOf(images: ImageService, videos: VideoService): Prices {
  return {
    step(step, options) {
      if (step === 'START_FRAME') return images.priceMicros({ pictures: 1 })
      if (step === 'END_FRAME') return images.priceMicros({ pictures: 2 })
      return step === 'VIDEO' ? videos.priceMicros(options) : 0
    },
  }
}

/** What is still to buy for a video, in micro-dollars, without the steps that are done. */
export function estimateMicros(
  prices: Prices,
  options: PricedOptions,
  done: readonly StepName[] = [],
): number {
  return PAID_STEPS.filter((step) => !done.includes(step)).reduce(
    (sum, step) => sum + prices.step(step, options),
    0,
  )
}
