import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ServiceFailure } from '../../src/ai/service.ts'
import type { RealCost } from '../../src/db/sql/real-costs.ts'
import { enqueue } from '../../src/jobs/enqueue/enqueue.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { type Alike, estimateOf, readHistory } from '../../src/money/estimate.ts'
import { estimateMicros, pricesOf } from '../../src/money/prices.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { IMAGE_MICROS, openWorld, VIDEO_MICROS, WHOLE_MICROS } from '../support/world.ts'

const { images, videos } = fakeAi()
const prices = pricesOf(images, { ...videos, provider: 'fal', model: 'pika-2' })
const options = { durationS: 3, resolution: '480p' } as const
const one: Alike = { options, done: [], videos: 1 }

/** Costs of the same step, as the database tells them. */
function known(step: RealCost['step'], costs: number[], changes: Partial<RealCost> = {}): RealCost {
  const isVideo = step === 'VIDEO'
  return {
    step,
    provider: isVideo ? 'fal' : 'offline',
    model: isVideo ? 'pika-2' : 'fake',
    settings: '{}',
    durationS: isVideo ? 3 : null,
    resolution: isVideo ? '480p' : null,
    videos: costs.length,
    sumMicros: costs.reduce((sum, cost) => sum + cost, 0),
    squares: costs.reduce((sum, cost) => sum + cost * cost, 0),
    leastMicros: Math.min(...costs),
    ...changes,
  }
}

const busy = { code: 'OFFLINE_BUSY', params: { service: 'pika' } } as const
const same = (cost: number, videos = 20) => Array<number>(videos).fill(cost)

function exactly(micros: number) {
  return { lowMicros: micros, likelyMicros: micros, highMicros: micros }
}

test('without a history it is the price table, and offline says that nobody is paid', () => {
  const [frames, video] = [20 * IMAGE_MICROS, 10 * VIDEO_MICROS]
  expect(estimateOf(prices, [], [{ ...one, videos: 10 }])).toEqual({
    ...exactly(frames + video),
    free: false,
    byProvider: [
      { provider: 'offline', ...exactly(frames), basis: 'prices', videos: 0, free: true },
      { provider: 'fal', ...exactly(video), basis: 'prices', videos: 0, free: false },
    ],
  })
  expect(estimateOf(pricesOf(images, videos), [], [one])).toMatchObject({ free: true })
})

test('nothing to buy has no estimate', () => {
  expect(estimateOf(prices, [], [])).toBeNull()
  expect(estimateOf(prices, [], [{ ...one, videos: 0 }])).toBeNull()
  const done = ['START_FRAME', 'END_FRAME', 'VIDEO'] as const
  expect(estimateOf(prices, [], [{ ...one, done }])).toBeNull()
})

test('what videos really cost moves it', () => {
  const dearer = known('VIDEO', same(300_000))
  const estimate = estimateOf(prices, [dearer], [{ ...one, videos: 100 }])!
  expect(estimate.byProvider[1]).toEqual({
    provider: 'fal',
    lowMicros: 100 * VIDEO_MICROS,
    likelyMicros: 30_000_000,
    highMicros: 30_000_000,
    basis: 'history',
    videos: 20,
    free: false,
  })
  expect(estimate.byProvider[0]).toMatchObject({ basis: 'prices', videos: 0 })
})

test('of one provider that sells both, each step stands on its own', () => {
  const own = pricesOf(images, videos)
  const start = known('START_FRAME', same(2 * IMAGE_MICROS, 12))
  expect(estimateOf(own, [start], [one])!.byProvider).toEqual([
    {
      provider: 'offline',
      lowMicros: WHOLE_MICROS,
      likelyMicros: WHOLE_MICROS + IMAGE_MICROS,
      highMicros: WHOLE_MICROS + IMAGE_MICROS,
      basis: 'both',
      videos: 12,
      free: true,
    },
  ])
})

describe('only videos made alike count', () => {
  test.each<[string, RealCost, boolean]>([
    ['the same', known('VIDEO', same(300_000)), true],
    ['too few', known('VIDEO', same(300_000, 9)), false],
    ['another provider', known('VIDEO', same(300_000), { provider: 'pika' }), false],
    ['another model', known('VIDEO', same(300_000), { model: 'pika-1' }), false],
    ['another length', known('VIDEO', same(300_000), { durationS: 5 }), false],
    ['another resolution', known('VIDEO', same(300_000), { resolution: '1080p' }), false],
    ['other settings', known('VIDEO', same(300_000), { settings: '{"size":"4K"}' }), false],
    ['another step', known('START_FRAME', same(300_000), { provider: 'fal' }), false],
  ])('%s', (_, history, counts) => {
    const { byProvider } = estimateOf(prices, [history], [one])!
    const video = byProvider.find(({ provider }) => provider === 'fal')!
    expect(video.basis).toBe(counts ? 'history' : 'prices')
    expect(video.likelyMicros).toBe(counts ? 300_000 : VIDEO_MICROS)
  })

  test('settings count whatever order they are told in', () => {
    const settings = { aspectRatio: '3:4', imageSize: '1K' }
    const own = pricesOf({ ...images, settings }, videos)
    const told = [
      known('START_FRAME', same(50_000, 6), {
        settings: '{"imageSize": "1K", "aspectRatio": "3:4"}',
      }),
      known('START_FRAME', same(50_000, 6), { settings: JSON.stringify(settings) }),
    ]
    expect(estimateOf(own, told, [one])!.byProvider[0]).toMatchObject({ basis: 'both', videos: 12 })
  })
})

test('the range holds the price table and the likely amount, and grows with the order', () => {
  const costs = fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(costs, costs, fc.integer({ min: 1, max: 100_000 }), (frames, clips, times) => {
      const history = [known('START_FRAME', frames), known('VIDEO', clips)]
      const estimate = estimateOf(prices, history, [{ ...one, videos: times }])!
      const table = times * estimateMicros(prices, options)
      for (const range of [estimate, ...estimate.byProvider]) {
        expect(range.lowMicros).toBeLessThanOrEqual(range.likelyMicros)
        expect(range.highMicros).toBeGreaterThanOrEqual(range.likelyMicros)
        expect(Number.isSafeInteger(range.lowMicros + range.likelyMicros + range.highMicros)).toBe(
          true,
        )
      }
      expect(estimate.lowMicros).toBeLessThanOrEqual(table)
      expect(estimate.highMicros).toBeGreaterThanOrEqual(table)
      const more = estimateOf(prices, history, [{ ...one, videos: times + 1 }])!
      expect(more.highMicros).toBeGreaterThanOrEqual(estimate.highMicros)
    }),
  )
})

test('19 of 20 orders of videos that cost as before come out within the range', () => {
  // A fifth of the clips is made twice.
  let seed = 7
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const clip = () => (random() < 0.2 ? 2 : 1) * VIDEO_MICROS
  const clips = (n: number) => Array.from({ length: n }, clip)
  let within = 0
  for (let round = 0; round < 400; round++) {
    const history = [known('VIDEO', clips(200))]
    const { byProvider } = estimateOf(prices, history, [{ ...one, videos: 100 }])!
    const { lowMicros, highMicros } = byProvider[1]!
    const real = clips(100).reduce((sum, cost) => sum + cost, 0)
    if (real >= lowMicros && real <= highMicros) within++
  }
  expect(within / 400).toBeGreaterThan(0.93)
  // So wide that anything fits would be no use.
  const { byProvider } = estimateOf(
    prices,
    [known('VIDEO', clips(200))],
    [{ ...one, videos: 100 }],
  )!
  expect(byProvider[1]!.highMicros / byProvider[1]!.likelyMicros).toBeLessThan(1.3)
})

describe('from jobs that ran', () => {
  test('history counts every try, possible charges too, and only of finished videos', async () => {
    const ai = fakeAi({ imageCost: { micros: 45_000, source: 'provider' } })
    const world = await openWorld({ images: ai.images, videos: ai.videos })
    const worker = testWorker(world)
    const products = Array.from({ length: 10 }, (_, index) => `P${index}`)
    expect((await world.enqueue(products)).estimate).toMatchObject({
      likelyMicros: 10 * WHOLE_MICROS,
      byProvider: [{ basis: 'prices' }],
    })
    const cost = { micros: 100_000, source: 'possible' as const }
    const failure = new ServiceFailure({ ...busy, disposition: 'retry', cost })
    ai.states.push({ state: 'failed', failure })
    await worker.runDue()
    world.clock.advance(60_000)
    await worker.runDue()
    const done = await world.db.videoGenerationJob.count({ where: { status: 'COMPLETED' } })
    expect(done).toBe(10)
    const calls = await world.db.providerCall.aggregate({ _sum: { costMicros: true } })
    const paid = Number(calls._sum.costMicros)
    expect(paid).toBe(10 * (2 * 45_000 + VIDEO_MICROS) + cost.micros)
    const history = await readHistory(world.context)
    expect(history.reduce((sum, { sumMicros }) => sum + sumMicros, 0)).toBe(paid)
    const result = await world.enqueue(['Q1', 'Q2'], { dryRun: true })
    expect(result.estimateMicros).toBe(2 * WHOLE_MICROS)
    expect(result.estimate).toMatchObject({
      likelyMicros: Math.round((2 * paid) / 10),
      byProvider: [{ provider: 'offline', basis: 'history', videos: 10, free: true }],
    })
    expect(result.estimate!.lowMicros).toBeLessThanOrEqual(result.estimateMicros)
    const [first] = result.sample
    expect(first).toMatchObject({ estimateMicros: WHOLE_MICROS, decision: 'queue' })
    expect(first!.likelyMicros).toBe(Math.round(paid / 10))
    world.clock.advance(31 * 24 * 3_600_000)
    expect(await readHistory(world.context)).toEqual([])
  })

  test('a dry run tells each row, the kinds apart, and no range where nothing is bought', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    const rows = ['P1,a.jpg,3', 'P2,a.jpg,5', 'P3,a.jpg,3']
    const csv = await world.csv(rows, 'product_id,image_url,duration')
    const source = { csv, columns: {} }
    const { sample, estimate } = await enqueue(world.context, { source, dryRun: true })
    expect(sample.map(({ productId, decision }) => [productId, decision])).toEqual([
      ['P1', 'active'],
      ['P2', 'queue'],
      ['P3', 'queue'],
    ])
    expect(sample.map(({ likelyMicros }) => likelyMicros)).toEqual([
      undefined,
      WHOLE_MICROS,
      WHOLE_MICROS,
    ])
    expect(estimate).toMatchObject({ likelyMicros: 2 * WHOLE_MICROS })
    const again = await world.enqueue(['P1'], { dryRun: true })
    expect(again.estimate).toBeNull()
  })

  test('a retry tells what is still to buy', async () => {
    const ai = fakeAi()
    const world = await openWorld({ images: ai.images, videos: ai.videos })
    await world.enqueue(['P1', 'P2'])
    await world.db.videoGenerationJob.updateMany({ data: { maxAttempts: 1 } })
    const failure = { ...busy, disposition: 'reject' } as const
    ai.videoAnswers.push(failure, failure)
    await testWorker(world).runDue()
    const planned = await retry(world.context, everyJob, { dryRun: true })
    expect(planned).toMatchObject({
      requeued: 2,
      estimateMicros: 2 * VIDEO_MICROS,
      estimate: { likelyMicros: 2 * VIDEO_MICROS, free: true },
    })
    const done = await retry(world.context, everyJob, {})
    expect(done.estimate).toEqual(planned.estimate)
  })
})
