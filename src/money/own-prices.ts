import { basename } from 'node:path'
import { z } from 'zod'
import { videoLimits, type VideoProvider } from '../ai/capabilities.ts'
import { expected, keyed, readYamlFile } from '../yaml-file.ts'
import type { ImagePrice, ModelPrice, PriceEntry, SecondPrice, TokenPrice } from './price-table.ts'
import { microsOfUsd } from './usd.ts'

/** Above these, somebody wrote cents or another currency. */
const DEAREST_USD = { image: 100, second: 100, millionTokens: 10_000 }

/** The prices of an operator's file. Throws CONFIG_PRICES_UNREADABLE and CONFIG_PRICES_INVALID. */
export async function readPriceFile(file: string): Promise<PriceEntry[]> {
  const providers = await readYamlFile('PRICES', file, priceFile)
  const unsaid = `the price file ${basename(file)}`
  return Object.entries(providers).flatMap(([provider, models = {}]) =>
    Object.entries(models).map(([model, { source = unsaid, price }]) => ({
      provider: provider as PriceEntry['provider'],
      model,
      price,
      source,
    })),
  )
}

const source = z
  .string({ error: expected('must be a text') })
  .max(500, 'must be at most 500 characters')
  .optional()

function usd(dearest: number) {
  return z
    .number({ error: expected('must be a number of US dollars') })
    .min(0, 'must not be negative')
    .max(dearest, `must be at most ${dearest}: are these US dollars?`)
    .transform((amount, context): number => {
      const micros = microsOfUsd(amount)
      if (micros !== null) return micros
      context.addIssue({ code: 'custom', message: 'has more than 6 decimals' })
      return z.NEVER
    })
}

function tokens() {
  const what = 'must be a whole number of tokens from 1 to 1,000,000'
  const error = expected(what)
  return z.int({ error }).min(1, what).max(1_000_000, what)
}

/** Sizes without a price can't be ordered. */
function bySize(value: z.ZodType<number>) {
  const size = value.optional()
  return keyed({ '1K': size, '2K': size, '4K': size })
    .transform(given)
    .refine((sizes) => Object.keys(sizes).length > 0, 'needs one size at least: 1K, 2K or 4K')
}

function given(map: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const entries = Object.entries(map).filter((entry): entry is [string, number] => {
    return entry[1] !== undefined
  })
  return Object.fromEntries(entries)
}

const perMillion = usd(DEAREST_USD.millionTokens)

const byToken = keyed({
  per: z.literal('token'),
  inputUsd: perMillion,
  textOutputUsd: perMillion,
  imageOutputUsd: perMillion,
  imageTokens: bySize(tokens()),
  pictureTokens: tokens(),
  source,
}).transform((entry) => {
  const { per, imageTokens, pictureTokens } = entry
  const price: TokenPrice = {
    per,
    inputMicros: entry.inputUsd,
    textOutputMicros: entry.textOutputUsd,
    imageOutputMicros: entry.imageOutputUsd,
    imageTokens,
    pictureTokens,
  }
  return priced(price, entry.source)
})

const byImage = keyed({
  per: z.literal('image'),
  usd: bySize(usd(DEAREST_USD.image)),
  source,
}).transform(({ per, usd, source }) => {
  const price: ImagePrice = { per, micros: usd }
  return priced(price, source)
})

/** Every resolution that the provider makes: any row of a CSV may ask for it. */
function bySecond(provider: VideoProvider) {
  const seconds = 'must be a number of seconds from 0 to 60'
  const prices = videoLimits(provider).resolutions.map((resolution) => [
    resolution,
    usd(DEAREST_USD.second),
  ])
  return keyed({
    per: z.literal('second'),
    usd: keyed(Object.fromEntries(prices) as Record<string, ReturnType<typeof usd>>),
    minSeconds: z
      .number({ error: expected(seconds) })
      .min(0, seconds)
      .max(60, seconds)
      .default(1),
    source,
  }).transform(({ per, usd, minSeconds, source }) => {
    const price: SecondPrice = { per, micros: usd, minSeconds }
    return priced(price, source)
  })
}

function priced(price: ModelPrice, source: string | undefined) {
  return { price, source }
}

const named = <T extends z.ZodType>(price: T) =>
  z.record(z.string(), price, { error: expected('must hold models with their prices') }).optional()
const per = (...words: string[]) => ({ error: () => `must be ${words.join(' or ')}` })

/** What each provider sells decides what its prices can be counted by. */
const priceFile = keyed({
  gemini: named(z.discriminatedUnion('per', [byToken, byImage], per('token', 'image'))),
  fal: named(z.discriminatedUnion('per', [byImage, bySecond('fal')], per('image', 'second'))),
  pika: named(z.discriminatedUnion('per', [bySecond('pika')], per('second'))),
  http: named(z.discriminatedUnion('per', [byImage, bySecond('http')], per('image', 'second'))),
})
