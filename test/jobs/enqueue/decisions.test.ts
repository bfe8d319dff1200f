import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { JobStatus } from '../../../src/generated/sqlite/enums.ts'
import { enqueue } from '../../../src/jobs/enqueue/enqueue.ts'
import { closeReservation, readMoney } from '../../../src/jobs/reservation.ts'
import { ENDED } from '../../../src/jobs/states.ts'
import type { EnqueueOptions } from '../../../src/requests.ts'
import { openWorld, WHOLE_MICROS, type World } from '../../support/world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

/** A product whose newest job stands where a test wants it, its money given back where it ended. */
async function productIn(productId: string, status: JobStatus): Promise<void> {
  await world.enqueue([productId])
  const { id } = await world.job(productId)
  await world.db.videoGenerationJob.update({ where: { id }, data: { status } })
  if (!ENDED.includes(status)) return
  await world.db.$transaction(async (tx) =>
    closeReservation(tx, await readMoney(tx, id), world.clock()),
  )
}

const NOTHING = {
  active: 0,
  completed: 0,
  duplicate: 0,
  failed: 0,
  cancelled: 0,
  review: 0,
  retired: 0,
  changed: 0,
}

describe('what becomes of a row, by the newest job of its product', () => {
  test.each<[JobStatus, keyof typeof NOTHING]>([
    ['DEFERRED', 'active'],
    ['AWAITING_APPROVAL', 'active'],
    ['QUEUED', 'active'],
    ['GENERATING_IMAGES', 'active'],
    ['GENERATING_VIDEO', 'active'],
    ['UPLOADING', 'active'],
    ['RETRYING', 'active'],
    ['NEEDS_REVIEW', 'review'],
    ['COMPLETED', 'completed'],
    ['FAILED', 'failed'],
    ['CANCELLED', 'cancelled'],
  ])('%s is skipped as %s', async (status, skipped) => {
    if (status === 'DEFERRED') await world.enqueue(['P1'], { perDay: 0 })
    else await productIn('P1', status)
    const result = await world.enqueue(['P1'])
    expect(result).toMatchObject({ queued: 0, deferred: 0, batchId: null })
    expect(result.skipped).toEqual({ ...NOTHING, [skipped]: 1 })
    expect(await world.jobs()).toHaveLength(1)
  })

  test.each<[JobStatus, boolean, Partial<EnqueueOptions>]>([
    ['COMPLETED', true, { force: true }],
    ['FAILED', true, { force: true }],
    ['CANCELLED', true, { force: true }],
    ['COMPLETED', true, { fresh: true }],
    ['GENERATING_VIDEO', false, { force: true }],
    ['NEEDS_REVIEW', false, { force: true }],
    ['COMPLETED', false, { changed: true }],
  ])('%s is queued: %s with %j', async (status, queued, options) => {
    await productIn('P1', status)
    world.clock.advance(1000)
    expect((await world.enqueue(['P1'], options)).queued).toBe(queued ? 1 : 0)
    expect(await world.jobs()).toHaveLength(queued ? 2 : 1)
  })

  test('a forced job takes the claim of the completed one', async () => {
    await productIn('P1', 'COMPLETED')
    world.clock.advance(1000)
    await world.enqueue(['P1'], { force: true })
    expect((await world.jobs()).map((job) => job.claimKey)).toEqual([null, 'P1'])
  })

  test.each<[string, Partial<EnqueueOptions>, number]>([
    ['told', {}, 0],
    ['queued with --changed', { changed: true }, 1],
  ])('a completed product with another category is %s', async (_, options, queued) => {
    await productIn('P1', 'COMPLETED')
    world.clock.advance(1000)
    const csv = await world.csv(['P1,a.jpg,shoes'], 'product_id,image_url,category')
    const result = await enqueue(world.context, { source: { csv, columns: {} }, ...options })
    expect(result).toMatchObject({ queued, products: { changed: 1 } })
    expect(result.skipped.changed).toBe(1 - queued)
    const product = await world.db.product.findUniqueOrThrow({ where: { id: 'P1' } })
    expect(product.category).toBe('shoes')
  })

  test('a retired product is skipped, also with --force', async () => {
    await productIn('P1', 'COMPLETED')
    await world.db.product.update({ where: { id: 'P1' }, data: { retiredAt: world.clock() } })
    const result = await world.enqueue(['P1'], { force: true })
    expect(result).toMatchObject({ queued: 0, skipped: { retired: 1 } })
  })

  test('a product that stands twice in the file is queued once', async () => {
    const result = await world.enqueue(['P1', 'P2', 'P1'])
    expect(result).toMatchObject({ rows: 3, queued: 2, skipped: { duplicate: 1 } })
  })
})

describe('by product', () => {
  test('known products need no CSV', async () => {
    await productIn('P1', 'COMPLETED')
    world.clock.advance(1000)
    const source = { products: ['P1'] }
    expect(await enqueue(world.context, { source })).toMatchObject({ skipped: { completed: 1 } })
    expect(await enqueue(world.context, { source, force: true })).toMatchObject({ queued: 1 })
  })

  test('unknown ones are named, and nothing is queued', async () => {
    await productIn('P1', 'FAILED')
    const going = enqueue(world.context, { source: { products: ['P1', 'P8', 'P9'] }, force: true })
    await expect(going).rejects.toMatchObject({
      code: 'PRODUCT_UNKNOWN',
      params: { products: ['P8', 'P9'] },
    })
    expect(await world.jobs()).toHaveLength(1)
  })
})

describe('bad rows', () => {
  const rows = ['P1,a.jpg', 'P2,', 'P3,http://shop.test/a.jpg', 'P4,a.jpg']

  test('queue nothing, the unknown product without a picture among them', async () => {
    const csv = await world.csv(rows)
    const result = await enqueue(world.context, { source: { csv, columns: {} } })
    expect(result).toMatchObject({ batchId: null, queued: 0, invalidCount: 2, valid: 2 })
    expect(result.invalid.map(({ line, code }) => [line, code])).toEqual([
      [3, 'IMAGE_NEEDED'],
      [4, expect.any(String)],
    ])
    expect(await world.db.product.count()).toBe(0)
  })

  test('are left out with --skip-invalid and kept with --rejects, trimmed rows too', async () => {
    const csv = await world.csv(rows)
    const rejectsFile = join(world.home, 'rejects.csv')
    const options = { source: { csv, columns: {} }, skipInvalid: true, take: 1, rejectsFile }
    expect(await enqueue(world.context, options)).toMatchObject({ queued: 1, trimmed: 1 })
    const kept = await readFile(rejectsFile, 'utf8')
    const ids = kept.trim().split('\n').slice(1)
    expect(ids.map((line) => /P\d/.exec(line)![0]).toSorted()).toEqual(['P2', 'P3', 'P4'])
  })

  test('a known product needs no picture', async () => {
    await productIn('P2', 'COMPLETED')
    world.clock.advance(1000)
    const csv = await world.csv(['P2,'])
    const options = { source: { csv, columns: {} }, force: true }
    expect(await enqueue(world.context, options)).toMatchObject({ queued: 1, invalidCount: 0 })
  })
})

test('a local picture is stored once, under its hash, whatever the number of its products', async () => {
  await world.enqueue(['P1', 'P2', 'P3'])
  const urls = new Set((await world.db.product.findMany()).map((product) => product.imageUrl))
  expect(urls.size).toBe(1)
  const [url] = urls
  expect(url).toMatch(/^storage:pictures\/[0-9a-f]{64}\.jpg$/)
  expect(await world.storage.head(url!.slice('storage:'.length))).not.toBeNull()
})

test('a dry run leaves the database and the storage as they are', async () => {
  await world.enqueue(['P1'])
  const contents = async () => {
    const { db } = world
    return JSON.stringify(
      await Promise.all([
        db.product.findMany(),
        db.videoGenerationJob.findMany(),
        db.batch.findMany(),
        db.ledgerEntry.findMany(),
        db.dailyUsage.findMany(),
        db.meta.findMany(),
        db.jobEvent.findMany(),
      ]),
      (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    )
  }
  const files = async () => {
    if (!('file' in world.database)) return []
    const { file } = world.database
    return [await readFile(file), await readFile(`${file}-wal`)]
  }
  const before = [await contents(), await files()]
  world.transport.take()
  const result = await world.enqueue(['P1', 'P2', 'P3'], { dryRun: true, take: 1 })
  expect(result).toMatchObject({ dryRun: true, queued: 1, trimmed: 1, skipped: { active: 1 } })
  expect(result.sample.map((row) => row.decision)).toEqual(['active', 'queue', 'beyond'])
  expect(result.estimateMicros).toBe(WHOLE_MICROS)
  const after = [await contents(), await files()]
  expect(after).toEqual(before)
  expect(world.transport.queue).toEqual([])
})
