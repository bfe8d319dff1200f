import { describe, expect, test } from 'vitest'
import {
  aspectRatios,
  type ImageProvider,
  imageSizes,
  videoDefaults,
  videoLimits,
  widestVideoLimits,
} from '../../src/ai/capabilities.ts'
import { PROVIDERS } from '../../src/ai/service.ts'
import { priceTable } from '../../src/money/price-table.ts'

const videoProviders = PROVIDERS.filter((provider) => provider !== 'gemini')

describe.each(videoProviders)('videos of %s', (provider) => {
  const limits = videoLimits(provider)

  test('its default is a video that it makes', () => {
    const { seconds, resolution } = videoDefaults(provider)
    expect(seconds).toBeGreaterThanOrEqual(limits.minSeconds)
    expect(seconds).toBeLessThanOrEqual(limits.maxSeconds)
    expect(limits.resolutions).toContain(resolution)
  })

  test('the widest limits hold its own', () => {
    expect(widestVideoLimits.minSeconds).toBeLessThanOrEqual(limits.minSeconds)
    expect(widestVideoLimits.maxSeconds).toBeGreaterThanOrEqual(limits.maxSeconds)
    expect(widestVideoLimits.resolutions).toEqual(expect.arrayContaining([...limits.resolutions]))
  })

  test('each of its resolutions has a price, where the table knows it', () => {
    const entries = priceTable.filter(
      (entry) => entry.provider === provider && entry.price.per === 'second',
    )
    expect(entries).toHaveLength(provider === 'offline' ? 0 : 1)
    for (const { price } of entries)
      expect(Object.keys(price.per === 'second' ? price.micros : {})).toEqual([
        ...limits.resolutions,
      ])
  })
})

test.each([
  ['offline', { seconds: 3, resolution: '480p' }],
  ['fal', { seconds: 5, resolution: '720p' }],
  ['pika', { seconds: 5, resolution: '720p' }],
  ['http', { seconds: 5, resolution: '720p' }],
] as const)('%s makes %j by default', (provider, defaults) => {
  expect(videoDefaults(provider)).toEqual(defaults)
})

test.each<[ImageProvider, string, string[]]>([
  ['gemini', 'gemini-nano-banana-2.1', ['1K', '2K', '4K']],
  ['gemini', 'gemini-3.1-flash-lite-image', ['1K']],
  ['gemini', 'one-that-is-newer', ['1K', '2K', '4K']],
  ['fal', 'fal-ai/nano-banana/edit', ['1K']],
  ['fal', 'fal-ai/nano-banana-pro/edit', ['1K', '2K', '4K']],
  ['http', 'fal-ai/nano-banana/edit', ['1K', '2K', '4K']],
  ['offline', 'offline-draw', ['1K', '2K', '4K']],
])('sizes of %s %s: %j', (provider, model, sizes) => {
  expect(imageSizes(provider, model)).toEqual(sizes)
})

const priced = priceTable.flatMap(({ provider, model, price }) =>
  price.per === 'second' || provider === 'pika'
    ? []
    : [
        {
          provider,
          model,
          sizes: Object.keys(price.per === 'token' ? price.imageTokens : price.micros),
        },
      ],
)

test.each(priced)('$provider $model makes every size that has a price', (entry) => {
  const { provider, model, sizes } = entry
  expect(imageSizes(provider, model)).toEqual(expect.arrayContaining(sizes))
})

test.each<[ImageProvider, string, boolean]>([
  ['gemini', 'gemini-nano-banana-2.1', true],
  ['gemini', 'gemini-3-pro-image', false],
  ['fal', 'google/nano-banana-2.1/edit', true],
  ['fal', 'fal-ai/nano-banana-pro/edit', false],
  ['http', 'gemini-3-pro-image', true],
])('%s %s makes very long images: %s', (provider, model, long) => {
  expect(aspectRatios(provider, model)).toContain('9:16')
  expect(aspectRatios(provider, model).includes('1:8')).toBe(long)
})

test('offline frames are always upright', () => {
  expect(aspectRatios('offline', 'offline-draw')).toEqual(['9:16'])
})
