/**
 * What the services charge, as published; the one place where prices stand. Looked up on 2026-11-23;
 * each entry names its source. Operators put their own over it with VIDGEN_PRICES_FILE.
 */
import type { ProviderName, Resolution } from '../ai/service.ts'

/** Billed by the tokens of an answer. Amounts are micro-dollars for a million tokens. */
export interface TokenPrice {
  per: 'token'
  inputMicros: number
  textOutputMicros: number
  imageOutputMicros: number
  /** Output tokens of one image, by size. */
  imageTokens: Readonly<Record<string, number>>
  /** Input tokens that a picture is counted as. */
  pictureTokens: number
}

/** Billed by the image. Micro-dollars by size. */
export interface ImagePrice {
  per: 'image'
  micros: Readonly<Record<string, number>>
}

/** Billed by the second of video, by resolution; shorter videos count as `minSeconds`. */
export interface SecondPrice {
  per: 'second'
  micros: Readonly<Partial<Record<Resolution, number>>>
  minSeconds: number
}

export type ModelPrice = TokenPrice | ImagePrice | SecondPrice

export interface PriceEntry {
  provider: Exclude<ProviderName, 'offline'>
  model: string
  price: ModelPrice
  /** Where the price stands, and how sure it is. */
  source: string
}

/** Tokens by kind, as Gemini counts them in `usageMetadata`. */
export interface TokenUsage {
  inputTokens: number
  textOutputTokens: number
  imageOutputTokens: number
}

/** The prompt, and what a model thinks or says beside the image. */
const PROMPT_TOKENS = 500
const SAID_TOKENS = 300

/** What an image is expected to cost at most. Throws RangeError for a size without a price. */
export function imageMicros(price: ModelPrice, order: { size: string; pictures: number }): number {
  if (price.per === 'image') return known(price.micros[order.size], order.size)
  if (price.per === 'second') throw new RangeError('a price by the second is no price of an image')
  return tokenMicros(price, {
    inputTokens: PROMPT_TOKENS + order.pictures * price.pictureTokens,
    textOutputTokens: SAID_TOKENS,
    imageOutputTokens: known(price.imageTokens[order.size], order.size),
  })
}

/** What an answer costs by its own count of tokens, rounded up to a whole micro-dollar. */
export function tokenMicros(price: TokenPrice, usage: TokenUsage): number {
  const { inputTokens, textOutputTokens, imageOutputTokens } = usage
  const millionths =
    inputTokens * price.inputMicros +
    textOutputTokens * price.textOutputMicros +
    imageOutputTokens * price.imageOutputMicros
  return Math.ceil(millionths / 1_000_000)
}

/** What a video costs. Throws RangeError for a resolution without a price. */
export function videoMicros(
  price: ModelPrice,
  { durationS, resolution }: { durationS: number; resolution: Resolution },
): number {
  if (price.per !== 'second') throw new RangeError('a price by the image is no price of a video')
  const perSecond = known(price.micros[resolution], resolution)
  return Math.ceil(perSecond * Math.max(durationS, price.minSeconds))
}

function known(micros: number | undefined, what: string): number {
  if (micros === undefined) throw new RangeError(`no price for ${what}`)
  return micros
}

const GEMINI_SIZES = { '1K': 1120, '2K': 1680, '4K': 2520 }

export const priceTable: readonly PriceEntry[] = [
  {
    provider: 'gemini',
    model: 'gemini-nano-banana-2.1',
    price: {
      per: 'token',
      inputMicros: 1_500_000,
      textOutputMicros: 7_500_000,
      imageOutputMicros: 30_000_000,
      imageTokens: GEMINI_SIZES,
      pictureTokens: 1120,
    },
    source:
      'third-party (github.com/BerriAI/litellm/discussions/44983, ngrok.com/changelog/ai-gateway-gemini-image-output); tokens by size: docs.cloud.google.com on 3.1 flash image',
  },
  {
    provider: 'gemini',
    model: 'gemini-3.1-flash-image',
    price: {
      per: 'token',
      inputMicros: 500_000,
      textOutputMicros: 3_000_000,
      imageOutputMicros: 60_000_000,
      imageTokens: GEMINI_SIZES,
      pictureTokens: 1120,
    },
    source:
      'third-party (ngrok.com/changelog/ai-gateway-gemini-image-output); text output unverified',
  },
  {
    provider: 'gemini',
    model: 'gemini-3.1-flash-lite-image',
    price: {
      per: 'token',
      inputMicros: 250_000,
      textOutputMicros: 1_500_000,
      imageOutputMicros: 30_000_000,
      imageTokens: { '1K': 1120 },
      pictureTokens: 1120,
    },
    source: 'third-party (ngrok.com/changelog/ai-gateway-gemini-image-output)',
  },
  {
    provider: 'gemini',
    model: 'gemini-3-pro-image',
    price: {
      per: 'token',
      inputMicros: 2_000_000,
      textOutputMicros: 12_000_000,
      imageOutputMicros: 120_000_000,
      imageTokens: { '1K': 1120, '2K': 1120, '4K': 2000 },
      pictureTokens: 560,
    },
    source: 'third-party (ngrok.com/changelog/ai-gateway-gemini-image-output)',
  },
  {
    provider: 'fal',
    model: 'google/nano-banana-2.1/edit',
    price: { per: 'image', micros: { '1K': 40_000, '4K': 134_000 } },
    source: 'documentation (fal.ai/learn/tools/nano-banana-api)',
  },
  {
    provider: 'fal',
    model: 'fal-ai/nano-banana/edit',
    price: { per: 'image', micros: { '1K': 39_000 } },
    source: 'from memory, unverified',
  },
  {
    provider: 'fal',
    model: 'fal-ai/nano-banana-pro/edit',
    price: { per: 'image', micros: { '1K': 150_000, '2K': 150_000, '4K': 300_000 } },
    source: 'from memory, unverified',
  },
  {
    provider: 'fal',
    model: 'fal-ai/pika/v2.2/pikaframes',
    price: { per: 'second', micros: { '720p': 40_000, '1080p': 60_000 }, minSeconds: 5 },
    source: 'documentation (fal.ai/models/fal-ai/pika/v2.2/pikaframes/llms.txt)',
  },
  {
    provider: 'pika',
    model: 'pika/pikaframes/image-to-video',
    price: { per: 'second', micros: { '720p': 40_000, '1080p': 60_000 }, minSeconds: 1 },
    source: 'third-party, several repositories; the catalogue of the API tells the live price',
  },
  {
    provider: 'http',
    model: 'nano-banana',
    price: { per: 'image', micros: { '1K': 40_000, '2K': 101_000, '4K': 151_000 } },
    source: 'a guess in the range of the others: set your own with VIDGEN_PRICES_FILE',
  },
  {
    provider: 'http',
    model: 'pika',
    price: {
      per: 'second',
      micros: { '480p': 40_000, '720p': 40_000, '1080p': 60_000 },
      minSeconds: 5,
    },
    source: 'a guess in the range of the others: set your own with VIDGEN_PRICES_FILE',
  },
]
