/** Makes the service of a provider from the configuration; a client is loaded when its provider is. */
import type { Config } from '../config/config.ts'
import { VidgenError } from '../errors.ts'
import type { ModelPrice } from '../money/price-table.ts'
import type { PriceLookup } from '../money/price-file.ts'
import type { ImageOptions, ProviderOptions } from './provider-options.ts'
import {
  type ImageService,
  type ProviderName,
  ServiceFailure,
  type VideoService,
} from './service.ts'

const IMAGE_MODELS: Partial<Record<ProviderName, string>> = {
  gemini: 'gemini-nano-banana-2.1',
  fal: 'google/nano-banana-2.1/edit',
  http: 'nano-banana',
}

const VIDEO_MODELS: Partial<Record<ProviderName, string>> = {
  fal: 'fal-ai/pika/v2.2/pikaframes',
  pika: 'pika/pikaframes/image-to-video',
  http: 'pika',
}

/**
 * The Nano Banana of a provider. Throws CONFIG_PRICE_MISSING, and a ServiceFailure for a provider that
 * makes no images.
 */
export async function openImages(
  config: Config,
  provider: ProviderName,
  prices: PriceLookup,
): Promise<ImageService> {
  if (provider === 'offline') return offlineImages(config)
  const { image, imageHttp, gemini, fal } = config.services
  const model = modelOf(config.ai.nanoBanana === provider && image.model, IMAGE_MODELS[provider])
  const price = priceOf(prices, { provider, model, size: image.size })
  const common = { ...optionsOf(config, model, price), imageSize: image.size }
  const options: ImageOptions = { ...common, aspectRatio: image.aspectRatio }
  switch (provider) {
    case 'gemini':
      return (await import('./nano-banana/gemini.ts')).createGeminiImages({ ...options, ...gemini })
    case 'fal':
      return (await import('./nano-banana/fal.ts')).createFalImages({ ...options, ...fal })
    case 'http':
      return (await import('./nano-banana/http.ts')).createHttpImages({ ...options, ...imageHttp })
    case 'pika':
    default:
      throw unknownProvider(provider)
  }
}

/** The Pika of a provider. Throws as {@link openImages}. */
export async function openVideos(
  config: Config,
  provider: ProviderName,
  prices: PriceLookup,
): Promise<VideoService> {
  if (provider === 'offline') return offlineVideos(config)
  const { video, videoHttp, fal, pika } = config.services
  const model = modelOf(config.ai.pika === provider && video.model, VIDEO_MODELS[provider])
  const price = priceOf(prices, { provider, model, size: config.video.resolution })
  const options = optionsOf(config, model, price)
  switch (provider) {
    case 'fal':
      return (await import('./pika/fal.ts')).createFalVideos({ ...options, ...fal })
    case 'pika':
      return (await import('./pika/pika.ts')).createPikaVideos({ ...options, ...pika })
    case 'http':
      return (await import('./pika/http.ts')).createHttpVideos({ ...options, ...videoHttp })
    case 'gemini':
    default:
      throw unknownProvider(provider)
  }
}

/** The settings of the keys that the configured services need and that are not set. */
export function missingKeys({ ai, services }: Config): string[] {
  const needed = [keyOf(ai.nanoBanana, 'NANO_BANANA_HTTP_KEY'), keyOf(ai.pika, 'PIKA_HTTP_KEY')]
  const given = {
    GEMINI_API_KEY: services.gemini,
    FAL_KEY: services.fal,
    PIKA_API_KEY: services.pika,
    NANO_BANANA_HTTP_KEY: services.imageHttp,
    PIKA_HTTP_KEY: services.videoHttp,
  }
  return [...new Set(needed)].filter((name) => name !== null && !given[name].apiKey) as string[]
}

type KeySetting =
  | 'GEMINI_API_KEY'
  | 'FAL_KEY'
  | 'PIKA_API_KEY'
  | 'NANO_BANANA_HTTP_KEY'
  | 'PIKA_HTTP_KEY'

function keyOf(provider: ProviderName, gatewayKey: KeySetting): KeySetting | null {
  const keys = { gemini: 'GEMINI_API_KEY', fal: 'FAL_KEY', pika: 'PIKA_API_KEY' } as const
  if (provider === 'offline') return null
  return provider === 'http' ? gatewayKey : keys[provider]
}

/** Another provider's purchases can be finished while its key is still there. Throws ServiceFailure. */
export function assertReachable(
  { services }: Config,
  service: 'nano-banana' | 'pika',
  provider: ProviderName,
): void {
  const gateway = service === 'pika' ? services.videoHttp : services.imageHttp
  const access = { gemini: services.gemini, fal: services.fal, pika: services.pika, http: gateway }
  if (provider === 'offline') return
  const { apiKey, baseUrl } = access[provider]
  if (apiKey && (provider !== 'http' || baseUrl)) return
  const prefix = service === 'pika' ? 'PIKA_HTTP' : 'NANO_BANANA_HTTP'
  const setting =
    provider === 'http' ? `${prefix}_URL, ${prefix}_KEY` : keyOf(provider, 'PIKA_HTTP_KEY')!
  throw new ServiceFailure({
    disposition: 'reject',
    code: 'AI_PROVIDER_NOT_CONFIGURED',
    params: { provider, setting },
  })
}

function modelOf(configured: string | null | false, ofProvider: string | undefined): string {
  return configured || (ofProvider ?? '')
}

function optionsOf({ services }: Config, model: string, price: ModelPrice): ProviderOptions {
  return {
    apiKey: '',
    model,
    price,
    timeoutMs: services.callTimeoutMs,
    pollEveryMs: services.pollEveryMs,
    addresses: { allowPrivate: services.allowPrivateAddresses },
  }
}

function priceOf(
  prices: PriceLookup,
  { provider, model, size }: { provider: ProviderName; model: string; size: string },
): ModelPrice {
  const entry = prices.find(provider, model)
  const known =
    entry && size in (entry.price.per === 'token' ? entry.price.imageTokens : entry.price.micros)
  if (!known) throw new VidgenError('CONFIG_PRICE_MISSING', { provider, model, size })
  return entry.price
}

function unknownProvider(provider: ProviderName): ServiceFailure {
  const params = { provider, setting: 'the provider' }
  return new ServiceFailure({ disposition: 'reject', code: 'AI_PROVIDER_NOT_CONFIGURED', params })
}

async function offlineImages(config: Config): Promise<ImageService> {
  const { createOfflineImages } = await import('./offline/images.ts')
  const { imageMs, imagePriceMicros: priceMicros } = config.offline
  return createOfflineImages({ ...offlineOptions(config), imageMs, priceMicros })
}

async function offlineVideos(config: Config): Promise<VideoService> {
  const { createOfflineVideos } = await import('./offline/video.ts')
  const { videoMs, videoPriceMicros: priceMicros } = config.offline
  return createOfflineVideos({ ...offlineOptions(config), videoMs, priceMicros })
}

function offlineOptions({ home, offline }: Config) {
  const { failureRate, seed, media } = offline
  return { home: home.path, failureRate, seed, media }
}
