/** The README's prices of a video, held to the price table. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { imageMicros, priceTable, videoMicros } from '../../src/money/price-table.ts'
import { usd } from '../../src/text/money.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const rows = [
  ...readme.matchAll(/^\| `(\w+)` \(`([^`]+)`\) \| `(\w+)` \(`([^`]+)`\) \| (\$[\d.]+) \|$/gm),
].map(([, ...cells]) => cells as [string, string, string, string, string])

const priceOf = (provider: string, model: string) =>
  priceTable.find((entry) => entry.provider === provider && entry.model === model)!.price

test('there are some', () => {
  expect(rows.length).toBeGreaterThanOrEqual(3)
})

test.each(rows)(
  'frames by %s (%s), video by %s (%s): %s',
  (images, image, ...[videos, video, told]) => {
    const frames = [1, 2].map((pictures) =>
      imageMicros(priceOf(images, image), { size: '1K', pictures }),
    )
    const transition = videoMicros(priceOf(videos, video), { durationS: 5, resolution: '720p' })
    expect(usd(frames.reduce((sum, micros) => sum + micros, transition))).toBe(told)
  },
)
