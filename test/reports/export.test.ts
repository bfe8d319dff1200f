import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyJob, type Selection } from '../../src/jobs/selection.ts'
import { exportRows } from '../../src/reports/export.ts'
import type { ExportRow } from '../../src/results.ts'
import { addJob, openSeeded, type Seeded } from './seed.ts'

let seeded: Seeded

beforeAll(async () => {
  seeded = await openSeeded()
  const { db } = seeded
  const failed = { code: 'OFFLINE_BUSY', params: { service: 'pika' } }
  await addJob(db, {
    id: 'job-1',
    productId: 'again',
    batchId: 'first',
    status: 'FAILED',
    error: failed,
  })
  await addJob(db, {
    id: 'job-2',
    productId: 'again',
    batchId: 'second',
    status: 'COMPLETED',
    costMicros: 5,
    updatedAt: '2026-11-24T09:00:00Z',
  })
  await addJob(db, {
    id: 'job-3',
    productId: 'broken',
    batchId: 'first',
    status: 'FAILED',
    error: failed,
  })
  await db.product.update({
    where: { id: 'again' },
    data: { videoUrl: 'https://v.test/a.mp4', updatedAt: '2026-11-23T09:00:00Z' },
  })
  await db.product.create({
    data: { id: 'never', imageUrl: 'x', modelType: 'male', updatedAt: '2026-11-20T09:00:00Z' },
  })
})

afterAll(() => seeded.close())

async function rows(selection: Partial<Selection>, changedSince?: Date) {
  const context = seeded.context('2026-11-24T12:00:00Z')
  const options = changedSince ? { changedSince } : {}
  const found: ExportRow[] = []
  for await (const row of exportRows(context, { ...everyJob, ...selection }, options)) {
    found.push(row)
  }
  return found
}

test('a row holds what the shop takes back', async () => {
  expect(await rows({ products: ['again'] })).toEqual([
    {
      productId: 'again',
      jobId: 'job-2',
      status: 'COMPLETED',
      videoUrl: 'https://v.test/a.mp4',
      posterUrl: null,
      costMicros: 5,
      errorCode: null,
      error: null,
      updatedAt: '2026-11-24T09:00:00.000Z',
      takenOff: null,
    },
  ])
})

describe('rows', () => {
  test.each<[string, Partial<Selection>, string[]]>([
    [
      'without a selection every product has one',
      {},
      ['again job-2', 'broken job-3', 'never null'],
    ],
    ['products that never had a job are named', { products: ['never'] }, ['never null']],
    ['a batch shows its own jobs', { batch: 'first' }, ['again job-1', 'broken job-3']],
    [
      'what failed and has a video by now is not failed',
      { statuses: ['FAILED'] },
      ['broken job-3'],
    ],
    ['an error is that of the newest job', { error: 'OFFLINE_BUSY' }, ['broken job-3']],
    ['a limit', { limit: 1 }, ['again job-2']],
    ['one job', { jobs: ['job-1'] }, ['again job-1']],
  ])('%s', async (_name, selection, expected) => {
    const found = await rows(selection)
    expect(found.map((row) => `${row.productId} ${row.jobId}`)).toEqual(expected)
  })

  test('what changed at or after an instant', async () => {
    const since = new Date('2026-11-24T09:00:00Z')
    expect((await rows({}, since)).map((row) => row.productId)).toEqual(['again'])
    expect(await rows({}, new Date(since.getTime() + 1))).toEqual([])
  })
})

test('an error comes in the words for its params', async () => {
  const [row] = await rows({ products: ['broken'] })
  expect(row).toMatchObject({
    errorCode: 'OFFLINE_BUSY',
    error: expect.stringContaining('The offline pika is busy'),
  })
})

test('more products than a statement takes values', async () => {
  const none = Array.from({ length: 2_000 }, (_, index) => `none-${index}`)
  const found = await rows({ products: [...none, 'never', 'again', 'broken', 'again'] })
  expect(found.map((row) => row.productId)).toEqual(['again', 'broken', 'never'])
})

test('pages go on where the last one ended', async () => {
  const { db } = seeded
  const data = Array.from({ length: 2_500 }, (_, index) => ({
    id: `page-${String(index).padStart(5, '0')}`,
    imageUrl: 'x',
    modelType: 'female' as const,
    updatedAt: '2026-11-20T09:00:00Z',
  }))
  await db.product.createMany({ data })
  const found = await rows({})
  expect(found).toHaveLength(2_503)
  expect(new Set(found.map((row) => row.productId)).size).toBe(2_503)
  await db.product.deleteMany({ where: { id: { startsWith: 'page-' } } })
})
