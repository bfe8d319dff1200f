/** What each provider can be asked for: data alone, so that no client is loaded to check an order. */
import { type ProviderName, type Resolution, RESOLUTIONS, type VideoLimits } from './service.ts'

/** Who makes videos. */
export type VideoProvider = Exclude<ProviderName, 'gemini'>
/** Who makes frames. */
export type ImageProvider = Exclude<ProviderName, 'pika'>

/** How long and large a video is where nobody says so. */
export interface VideoDefaults {
  seconds: number
  resolution: Resolution
}

const HD = ['720p', '1080p'] as const

const LIMITS: Readonly<Record<VideoProvider, VideoLimits>> = {
  offline: { minSeconds: 3, maxSeconds: 5, resolutions: ['480p', '720p'] },
  fal: { minSeconds: 1, maxSeconds: 10, resolutions: HD },
  pika: { minSeconds: 1, maxSeconds: 10, resolutions: HD },
  http: { minSeconds: 1, maxSeconds: 30, resolutions: RESOLUTIONS },
}

/** What any of the providers makes: for a file that is read without ordering from it. */
export const widestVideoLimits: VideoLimits = LIMITS.http

/** The videos that a provider makes, in whole seconds. */
export function videoLimits(provider: VideoProvider): VideoLimits {
  return LIMITS[provider]
}

/** A provider's video where neither the row nor a setting says otherwise; always within its limits. */
export function videoDefaults(provider: VideoProvider): VideoDefaults {
  if (provider === 'offline') return { seconds: 3, resolution: '480p' }
  return { seconds: 5, resolution: '720p' }
}

const ALL_SIZES = ['1K', '2K', '4K']

/** Models that take no size, or only the smallest; newer ones take all. */
const SMALL_ONLY = new Set([
  'gemini-2.5-flash-image',
  'gemini-3.1-flash-lite-image',
  'fal-ai/nano-banana/edit',
])

/**
 * The image sizes that a model makes. A model that is not known here is taken for a newer one; what
 * a gateway or the offline service calls its model says nothing.
 */
export function imageSizes(provider: ImageProvider, model: string): readonly string[] {
  if (provider === 'http' || provider === 'offline') return ALL_SIZES
  return SMALL_ONLY.has(model) ? ['1K'] : ALL_SIZES
}

const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9']
const LONG_RATIOS = ['1:4', '4:1', '1:8', '8:1']
const WITHOUT_LONG = new Set([
  'gemini-2.5-flash-image',
  'gemini-3-pro-image',
  'fal-ai/nano-banana/edit',
  'fal-ai/nano-banana-pro/edit',
])

/** The shapes of image that a model makes, width to height. */
export function aspectRatios(provider: ImageProvider, model: string): readonly string[] {
  if (provider === 'offline') return ['9:16']
  if (provider === 'http') return [...RATIOS, ...LONG_RATIOS]
  return WITHOUT_LONG.has(model) ? RATIOS : [...RATIOS, ...LONG_RATIOS]
}
