/** Deferred jobs without a price keep no others waiting, say why they wait, and go on by themselves. */
import { expect, test } from 'vitest'
import { VidgenError } from '../../src/errors.ts'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import type { Prices } from '../../src/money/prices.ts'
import { renderStatus } from '../../src/render/status.ts'
import { readStatus } from '../../src/reports/status.ts'
import { toldOf } from '../support/alerts.ts'
import { DAY_MS } from '../support/clock.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

const AGAIN_MS = 5 * 60_000
const missing = { provider: 'offline', model: 'sample', size: '1080p' }
const NO_ROOM = { host: 'here', jobs: 0, micros: 0 }
const ROOM = { host: 'here', jobs: 10_000, micros: 10_000_000_000 }

/** As the table is where the price of one resolution went missing. */
function without(prices: Prices): Prices {
  return {
    ...prices,
    step(step, options) {
      if (options.resolution === '1080p') throw new VidgenError('CONFIG_PRICE_MISSING', missing)
      return prices.step(step, options)
    },
  }
}

/** All of them deferred; those named in `unknown` are of a resolution whose price is gone. */
async function deferred(products: string[], unknown: (product: string) => boolean) {
  const world = await openWorld()
  world.context.limits = NO_ROOM
  await world.enqueue(products, { onLimit: 'defer' })
  await world.db.videoGenerationJob.updateMany({
    where: { productId: { in: products.filter(unknown) } },
    data: { options: { durationS: 3, resolution: '1080p', seed: 1, fresh: false } },
  })
  world.context.limits = ROOM
  const { prices } = world.context
  world.context.prices = without(prices)
  return { world, prices }
}

const admitted = async (world: World) =>
  (await world.jobs()).filter(({ status }) => status === 'QUEUED').map((job) => job.productId)

const eventsOf = async (world: World, productId: string) => {
  const { id: jobId } = await world.job(productId)
  const rows = await world.db.jobEvent.findMany({ where: { jobId }, orderBy: { id: 'asc' } })
  return rows.map(({ type }) => type)
}

test('the first has no price: those after it go in, and it says what is missing', async () => {
  const { world } = await deferred(['P1', 'P2', 'P3'], (product) => product === 'P1')
  expect(await admitDeferred(world.context)).toBe(2)
  expect(await admitted(world)).toEqual(['P2', 'P3'])
  expect(await world.job('P1')).toMatchObject({
    status: 'DEFERRED',
    errorCode: 'CONFIG_PRICE_MISSING',
    errorParams: missing,
    reservedMicros: 0n,
    reservedJobs: 0,
  })
  expect(await eventsOf(world, 'P1')).toEqual(['price-missing'])
  expect(await toldOf(world)).toEqual([
    expect.stringMatching(
      /^The video of P1 waits for its price\nNobody knows what sample \(1080p\) by offline costs.*VIDGEN_PRICES_FILE/s,
    ),
  ])
  const { db, clock, timezone, limits } = world.context
  const context = { db, clock, timezone, limits, kind: 'live' as const, opened: async () => null }
  const { id } = await world.job('P1')
  const status = await readStatus(context as never, { ...everyJob, jobs: [id] })
  const style = { width: 120, color: false, timezone: 'UTC' }
  const shown = renderStatus(status, style)
  expect(shown).toContain('Nobody knows what sample (1080p) by offline costs')
  expect(shown).toContain('goes on by itself, minutes after workers were started with its price')
})

test('told once, however often it is looked at', async () => {
  const { world } = await deferred(['P1', 'P2'], () => true)
  for (let round = 0; round < 3; round++) {
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.advance(AGAIN_MS)
  }
  expect(await eventsOf(world, 'P1')).toEqual(['price-missing'])
  expect(await eventsOf(world, 'P2')).toEqual(['price-missing'])
  expect(await toldOf(world)).toHaveLength(1)
})

test('with its price it goes in by itself, and is made', async () => {
  const { world, prices } = await deferred(['P1'], () => true)
  await admitDeferred(world.context)
  world.context.prices = prices
  expect(await admitDeferred(world.context)).toBe(0)
  world.clock.advance(AGAIN_MS)
  expect(await admitDeferred(world.context)).toBe(1)
  expect(await world.job('P1')).toMatchObject({
    status: 'QUEUED',
    errorCode: null,
    nextRunAt: null,
    reservedMicros: BigInt(WHOLE_MICROS),
  })
  await testWorker(world).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
})

test('more of them than a page holds keep no one waiting either', async () => {
  const many = Array.from({ length: 450 }, (_, index) => `P${String(index).padStart(3, '0')}`)
  const { world } = await deferred([...many, 'Q1', 'Q2'], (product) => product.startsWith('P'))
  expect(await admitDeferred(world.context)).toBe(2)
  expect(await admitted(world)).toEqual(['Q1', 'Q2'])
  expect(
    await world.db.videoGenerationJob.count({ where: { errorCode: 'CONFIG_PRICE_MISSING' } }),
  ).toBe(450)
})

test('two leaders at once tell of it once', async () => {
  const { world } = await deferred(['P1', 'P2', 'P3'], (product) => product === 'P1')
  const counts = await Promise.all([admitDeferred(world.context), admitDeferred(world.context)])
  expect(counts[0] + counts[1]).toBe(2)
  expect(await toldOf(world)).toHaveLength(1)
  expect(await eventsOf(world, 'P1')).toEqual(['price-missing'])
})

test('one that waits for its price can be cancelled, and a full day stays full', async () => {
  const { world } = await deferred(['P1', 'P2'], (product) => product === 'P1')
  world.context.limits = { ...ROOM, jobs: 1 }
  expect(await admitDeferred(world.context)).toBe(1)
  expect(await admitDeferred(world.context)).toBe(0)
  await cancel(world.context, { ...everyJob, products: ['P1'] }, {})
  expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED', nextRunAt: null })
  world.clock.advance(DAY_MS)
  expect(await admitDeferred(world.context)).toBe(0)
})

test('what else goes wrong with a price is no missing price', async () => {
  const { world, prices } = await deferred(['P1'], () => false)
  world.context.prices = {
    ...prices,
    step() {
      throw new Error('a bug')
    },
  }
  await expect(admitDeferred(world.context)).rejects.toThrow('a bug')
})
