import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPriceFile } from '../../src/money/own-prices.ts'
import { loadPrices } from '../../src/money/price-file.ts'
import { imageMicros, priceTable, videoMicros } from '../../src/money/price-table.ts'
import { describeError } from '../../src/text/describe.ts'
import { failure, problemsOf, written as writtenAs } from '../support/operator-file.ts'

const example = fileURLToPath(new URL('../../examples/prices.yaml', import.meta.url))

const written = (content: string) => writtenAs('prices.yaml', content)
const problems = async (content: string) =>
  problemsOf('CONFIG_PRICES_INVALID', loadPrices(await written(content)))

const TOKEN = `gemini:
  new-model:
    per: token
    inputUsd: 1.5
    textOutputUsd: 7.5
    imageOutputUsd: 35.294
    imageTokens: { 1K: 1120 }
    pictureTokens: 560
`
const FAL_VIDEO = `fal:
  fal-ai/pika/v2.2/pikaframes:
    per: second
    usd: { 720p: 0.0336, 1080p: 0.1 }
`

describe('without a file', () => {
  test.each(priceTable)('$provider $model has its price of the table', async (entry) => {
    expect((await loadPrices(null)).find(entry.provider, entry.model)).toEqual(entry)
  })

  test.each([
    ['gemini', 'one-that-is-newer'],
    ['fal', 'gemini-nano-banana-2.1'],
    ['offline', 'offline-draw'],
  ])('%s %s has none', async (provider, model) => {
    expect((await loadPrices(null)).find(provider, model)).toBeNull()
  })
})

test('examples/prices.yaml repeats the table', async () => {
  expect(await readPriceFile(example)).toEqual(priceTable)
})

describe("an operator's file", () => {
  test('adds a model, in micro-dollars for a million tokens', async () => {
    const prices = await loadPrices(await written(TOKEN))
    expect(prices.find('gemini', 'new-model')).toEqual({
      provider: 'gemini',
      model: 'new-model',
      price: {
        per: 'token',
        inputMicros: 1_500_000,
        textOutputMicros: 7_500_000,
        imageOutputMicros: 35_294_000,
        imageTokens: { '1K': 1120 },
        pictureTokens: 560,
      },
      source: 'the price file prices.yaml',
    })
  })

  test('takes the place of a model as a whole, and leaves the others', async () => {
    const file = await written(`${FAL_VIDEO}    source: our contract\n`)
    const [own, table] = [await loadPrices(file), await loadPrices(null)]
    expect(own.find('fal', 'fal-ai/pika/v2.2/pikaframes')).toMatchObject({
      price: { per: 'second', micros: { '720p': 33_600, '1080p': 100_000 }, minSeconds: 1 },
      source: 'our contract',
    })
    const [other] = priceTable.filter(({ provider }) => provider === 'pika')
    expect(own.find('pika', other!.model)).toEqual(table.find('pika', other!.model))
  })

  test('may be JSON', async () => {
    const json = JSON.stringify({ http: { own: { per: 'image', usd: { '4K': 0.25 } } } })
    const { price } = (await loadPrices(await written(json))).find('http', 'own')!
    expect(imageMicros(price, { size: '4K', pictures: 1 })).toBe(250_000)
    expect(() => imageMicros(price, { size: '1K', pictures: 1 })).toThrow(RangeError)
  })

  test('may say that something is free', async () => {
    const file = await written('http:\n  own: { per: image, usd: { 1K: 0 } }\n')
    expect((await loadPrices(file)).find('http', 'own')?.price).toMatchObject({
      micros: { '1K': 0 },
    })
  })

  test('that is empty leaves the table', async () => {
    const prices = await loadPrices(await written('# later\n'))
    for (const entry of priceTable) expect(prices.find(entry.provider, entry.model)).toEqual(entry)
  })

  test.each<[string, string, string[]]>([
    [
      'an unknown provider',
      'openai:\n  x: y\n',
      ['line 1: `openai` is not known; the keys here are gemini, fal, pika, http'],
    ],
    [
      'a key that is missing',
      TOKEN.replace('    inputUsd: 1.5\n', ''),
      ['line 2, gemini.new-model.inputUsd: is missing'],
    ],
    [
      'a key that is not known',
      `${TOKEN}    minSeconds: 5\n`,
      [
        'line 9, gemini.new-model: `minSeconds` is not known; the keys here are per, inputUsd, textOutputUsd, imageOutputUsd, imageTokens, pictureTokens, source',
      ],
    ],
    [
      'a resolution left out',
      FAL_VIDEO.replace(', 1080p: 0.1', ''),
      ['line 4, fal.fal-ai/pika/v2.2/pikaframes.usd.1080p: is missing'],
    ],
    [
      'a resolution that the provider does not make',
      FAL_VIDEO.replace('{', '{ 480p: 1,'),
      [
        'line 4, fal.fal-ai/pika/v2.2/pikaframes.usd: `480p` is not known; the keys here are 720p, 1080p',
      ],
    ],
    [
      'an image without a size',
      'fal:\n  a/b: { per: image, usd: {} }\n',
      ['line 2, fal.a/b.usd: needs one size at least: 1K, 2K or 4K'],
    ],
    [
      'a size written small',
      'fal:\n  a/b: { per: image, usd: { 1k: 1 } }\n',
      [
        'line 2, fal.a/b.usd: `1k` is not known; the keys here are 1K, 2K, 4K',
        'line 2, fal.a/b.usd: needs one size at least: 1K, 2K or 4K',
      ],
    ],
    [
      'no unit',
      'fal:\n  a/b: { usd: { 1K: 1 } }\n',
      ['line 2, fal.a/b.per: must be image or second'],
    ],
    [
      'a unit that the provider does not bill by',
      'pika:\n  p:\n    per: image\n    usd: { 1K: 1 }\n',
      ['line 3, pika.p.per: must be second'],
    ],
    [
      'a text for an amount',
      'fal:\n  a/b: { per: image, usd: { 1K: $0.04 } }\n',
      ['line 2, fal.a/b.usd.1K: must be a number of US dollars'],
    ],
    [
      'an empty amount',
      'fal:\n  a/b:\n    per: image\n    usd:\n      1K:\n',
      ['line 5, fal.a/b.usd.1K: is empty; it must be a number of US dollars'],
    ],
    [
      'an amount below nothing',
      'fal:\n  a/b: { per: image, usd: { 1K: -0.04 } }\n',
      ['line 2, fal.a/b.usd.1K: must not be negative'],
    ],
    [
      'an amount in won',
      'fal:\n  a/b: { per: image, usd: { 1K: 150000 } }\n',
      ['line 2, fal.a/b.usd.1K: must be at most 100: are these US dollars?'],
    ],
    [
      'an amount that is none',
      'fal:\n  a/b: { per: image, usd: { 1K: .inf, 2K: .nan } }\n',
      [
        'line 2, fal.a/b.usd.1K: must be a number of US dollars',
        'line 2, fal.a/b.usd.2K: must be a number of US dollars',
      ],
    ],
    [
      'too fine an amount',
      'fal:\n  a/b: { per: image, usd: { 1K: 0.0000001 } }\n',
      ['line 2, fal.a/b.usd.1K: has more than 6 decimals'],
    ],
    [
      'half a token',
      TOKEN.replace('1120', '0.5'),
      [
        'line 7, gemini.new-model.imageTokens.1K: must be a whole number of tokens from 1 to 1,000,000',
      ],
    ],
    [
      'too long a least time',
      `${FAL_VIDEO}    minSeconds: 61\n`,
      [
        'line 5, fal.fal-ai/pika/v2.2/pikaframes.minSeconds: must be a number of seconds from 0 to 60',
      ],
    ],
    [
      'a provider without models',
      'fal:\n',
      ['line 1, fal: is empty; it must hold models with their prices'],
    ],
    ['a model without a price', 'fal:\n  a/b:\n', ['line 2, fal.a/b: must be image or second']],
    [
      'a model twice',
      `${FAL_VIDEO}${FAL_VIDEO.split('\n').slice(1).join('\n')}`,
      ['line 5: Map keys must be unique'],
    ],
  ])('with %s is refused', async (_, content, told) => {
    expect(await problems(content)).toEqual(told)
  })

  test('that is refused is told with its name and the example', async () => {
    const file = await written('fal: 5\nx: 5\n')
    const { code, params } = await failure(loadPrices(file))
    const { message, hint } = describeError(code, params)
    expect(message).toContain(`The file of prices ${file} has 2 mistakes:\n  line 1`)
    expect(hint).toContain('examples/prices.yaml')
  })

  test('that is not there is told', async () => {
    const file = `${await written('')}.gone`
    const error = await failure(loadPrices(file))
    expect(error).toMatchObject({
      code: 'CONFIG_PRICES_UNREADABLE',
      params: { file, reason: 'ENOENT' },
    })
    expect(describeError(error.code, error.params).hint).toContain('VIDGEN_PRICES_FILE')
  })
})

/** An amount as people write it, zeros at its end included. */
function decimal({ micros, zeros }: { micros: number; zeros: number }): string {
  const digits = String(micros).padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}${'0'.repeat(zeros)}`
}

test('every amount that can be written comes back as whole micro-dollars', async () => {
  const file = await written('')
  const micros = fc.integer({ min: 0, max: 100_000_000 })
  const amount = fc.record({ micros, zeros: fc.integer({ min: 0, max: 6 }) })
  await fc.assert(
    fc.asyncProperty(amount, amount, async (hd, full) => {
      const yaml = `fal:\n  v:\n    per: second\n    usd: { 720p: ${decimal(hd)}, 1080p: ${decimal(full)} }\n`
      await writeFile(file, yaml)
      const { price } = (await loadPrices(file)).find('fal', 'v')!
      const cost = (resolution: '720p' | '1080p') =>
        videoMicros(price, { durationS: 7, resolution })
      expect(cost('720p')).toBe(7 * hd.micros)
      expect(cost('1080p')).toBe(7 * full.micros)
    }),
    { numRuns: 200 },
  )
})
