import { expect, test } from 'vitest'
import { estimateMicros, pricesOf } from '../../src/money/prices.ts'
import type { StepName } from '../../src/generated/sqlite/enums.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { IMAGE_MICROS, VIDEO_MICROS, WHOLE_MICROS } from '../support/world.ts'

test.each<[StepName[], number]>([
  [[], WHOLE_MICROS],
  [['START_FRAME'], IMAGE_MICROS + VIDEO_MICROS],
  [['START_FRAME', 'END_FRAME'], VIDEO_MICROS],
  [['START_FRAME', 'END_FRAME', 'VIDEO'], 0],
  [['START_FRAME', 'END_FRAME', 'VIDEO', 'UPLOAD', 'PUBLISH'], 0],
])('with %j done, %i micro-dollars are still to be paid', (done, micros) => {
  const { images, videos } = fakeAi()
  const options = { durationS: 3, resolution: '480p' } as const
  expect(estimateMicros(pricesOf(images, videos), options, done)).toBe(micros)
})
