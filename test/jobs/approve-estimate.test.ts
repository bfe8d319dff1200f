/** What approved jobs will probably cost, as videos like theirs cost lately. */
import { expect, test } from 'vitest'
import { approve } from '../../src/jobs/approve.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import type { ApproveOptions } from '../../src/requests.ts'
import type { CostRange } from '../../src/results.ts'
import { type FakeAi, fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import {
  IMAGE_MICROS,
  openWorld,
  VIDEO_MICROS,
  WHOLE_MICROS,
  type World,
} from '../support/world.ts'

const decide = (world: World, products: string[], options: ApproveOptions = {}) =>
  approve(world.context, { ...everyJob, products }, options)

const clipCost = { micros: VIDEO_MICROS, source: 'provider' as const }

/** Ten videos whose clips cost as told, the frames by the price table. */
async function withHistory(clips: number[], ai: FakeAi = fakeAi({ videoCost: clipCost })) {
  const world = await openWorld(ai)
  const worker = testWorker(world)
  for (const [index, micros] of clips.entries()) {
    clipCost.micros = micros
    await world.enqueue([`H${index}`])
    await worker.runDue()
  }
  return { world, ai }
}

/** Clips of 0.2 and 0.3 dollars: a mean of 0.25, a deviation of 0.0527. */
const CLIPS = Array.from({ length: 10 }, (_, index) => VIDEO_MICROS + (index % 2) * 100_000)

/** The prediction interval of so many such clips, and frames at their price. */
function expected(videos: number): CostRange {
  const mean = 250_000
  const variance = (10 * 50_000 ** 2) / 9
  const margin = 2 * Math.sqrt(variance * (videos + videos ** 2 / 10))
  const frames = videos * 2 * IMAGE_MICROS
  return {
    lowMicros: frames + videos * VIDEO_MICROS,
    likelyMicros: frames + videos * mean,
    highMicros: frames + Math.ceil(videos * mean + margin),
  }
}

test('held for the cost: the range of the history, whose upper end is above what is reserved', async () => {
  const { world } = await withHistory(CLIPS)
  await world.enqueue(['P1', 'P2', 'P3'], { hold: ['cost'] })
  for (const dryRun of [true, false]) {
    const result = await decide(world, ['P1', 'P2'], { dryRun })
    expect(result).toMatchObject({
      queued: 2,
      estimateMicros: 2 * WHOLE_MICROS,
      estimate: { ...expected(2), byProvider: [{ basis: 'history', videos: 10 }] },
    })
    expect(result.estimate!.highMicros).toBeGreaterThan(result.estimateMicros)
  }
  // Of what was approved already nothing is bought again.
  expect(await decide(world, ['P1', 'P3'], { dryRun: true })).toMatchObject({
    queued: 1,
    estimate: expected(1),
  })
})

test('held for another day, and put off because today is full: told all the same', async () => {
  const { world } = await withHistory(CLIPS)
  world.context.limits.jobs = 12
  await world.enqueue(['P1', 'P2', 'P3'], { hold: ['cost'], onLimit: 'defer' })
  expect(await decide(world, ['P1', 'P2', 'P3'])).toMatchObject({
    queued: 2,
    deferred: 1,
    estimateMicros: 3 * WHOLE_MICROS,
    estimate: expected(3),
  })
})

test('held for a price: only what is still to buy, at the price of now', async () => {
  const { world, ai } = await withHistory([])
  await world.enqueue(['P1'], { hold: ['cost'] })
  await decide(world, ['P1'])
  ai.imageAnswers.push('ok', async () => {
    ai.prices.video = 900_000
  })
  await testWorker(world).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'AWAITING_APPROVAL', awaits: 'price' })
  const range = { lowMicros: 900_000, likelyMicros: 900_000, highMicros: 900_000 }
  expect(await decide(world, ['P1'], { dryRun: true })).toMatchObject({
    estimateMicros: 900_000,
    estimate: { ...range, byProvider: [{ basis: 'prices' }] },
  })
})

test('nothing is bought for a video that is only to be shown, nor for one that is rejected', async () => {
  const { world } = await withHistory(CLIPS)
  await world.enqueue(['P1'], { hold: ['video'] })
  await testWorker(world).runDue()
  await world.enqueue(['P2'], { hold: ['cost'] })
  expect(await decide(world, ['P1'])).toMatchObject({ published: 1, estimate: null })
  expect(await decide(world, ['P2'], { reject: true })).toMatchObject({
    rejected: 1,
    estimate: null,
  })
})

test('what nobody knows the price of is not approved; the answer no needs no price', async () => {
  const { world, ai } = await withHistory([])
  await world.enqueue(['P1'], { hold: ['cost'] })
  ai.prices.video = Number.NaN
  const code = 'CONFIG_PRICE_MISSING'
  await expect(decide(world, ['P1'])).rejects.toMatchObject({ code })
  expect(await world.job('P1')).toMatchObject({ status: 'AWAITING_APPROVAL' })
  expect(await decide(world, ['P1'], { reject: true })).toMatchObject({ rejected: 1 })
})
