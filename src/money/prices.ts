import type { ImageService, Resolution, VideoService } from '../ai/service.ts'
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
  provider(step: PaidStep): string
}

export const PAID_STEPS = ['START_FRAME', 'END_FRAME', 'VIDEO'] as const
/** A step that is bought. */
export type PaidStep = (typeof PAID_STEPS)[number]

/** The price table of the services in use. */
export function pricesOf(images: ImageService, videos: VideoService): Prices {
  return {
    step(step, options) {
      if (step === 'START_FRAME') return images.priceMicros({ pictures: 1 })
      if (step === 'END_FRAME') return images.priceMicros({ pictures: 2 })
      return step === 'VIDEO' ? videos.priceMicros(options) : 0
    },
    seller(step) {
      const { provider, model, settings } = step === 'VIDEO' ? videos : images
      return { provider, model, settings }
    },
    provider: (step) => (step === 'VIDEO' ? videos : images).provider,
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
    const provider = prices.provider(step)
    by[provider] = (by[provider] ?? 0) + prices.step(step, options)
  }
  return by
}
