import { describe, expect, test } from 'vitest'
import { matchingJobs } from '../../src/jobs/matching.ts'
import { everyJob, isEmptySelection, type Selection } from '../../src/jobs/selection.ts'
import { openWorld, type World } from '../support/world.ts'

async function matched(world: World, selection: Partial<Selection>): Promise<string[]> {
  const found: string[] = []
  for await (const page of matchingJobs(world.db, { ...everyJob, ...selection })) {
    found.push(...page.map((job) => job.productId))
  }
  return found
}

async function shop(): Promise<World> {
  const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
  await world.enqueue(['A1', 'A2'])
  world.clock.advance(60_000)
  await world.enqueue(['B1', 'B2', 'B3'])
  await world.db.videoGenerationJob.updateMany({
    where: { productId: 'B2' },
    data: { status: 'RETRYING', errorCode: 'JOB_TIMEOUT' },
  })
  return world
}

describe('a selection', () => {
  test.each<[string, Partial<Selection>, string[]]>([
    ['of nothing narrower', {}, ['A1', 'A2', 'B1', 'B2', 'B3']],
    ['of products', { products: ['B1', 'A2', 'none'] }, ['A2', 'B1']],
    ['of a state', { statuses: ['RETRYING'] }, ['B2']],
    ['of two states', { statuses: ['RETRYING', 'QUEUED'] }, ['A1', 'A2', 'B1', 'B2', 'B3']],
    ['of an error', { error: 'JOB_TIMEOUT' }, ['B2']],
    ['since an instant', { since: new Date('2026-11-23T05:01:00Z') }, ['B1', 'B2', 'B3']],
    ['of the last batch', { batch: 'last' }, ['B1', 'B2', 'B3']],
    ['that narrows twice', { batch: 'last', statuses: ['QUEUED'] }, ['B1', 'B3']],
    ['of the oldest few', { limit: 3 }, ['A1', 'A2', 'B1']],
    ['of none', { limit: 0 }, []],
  ])('%s', async (_, selection, products) => {
    expect(await matched(await shop(), selection)).toEqual(products)
  })

  test('by a job id, its beginning, or its end', async () => {
    const world = await shop()
    const { id } = await world.job('B1')
    for (const piece of [id, id.slice(0, 16), id.slice(-6), id.slice(-6).toUpperCase()]) {
      expect(await matched(world, { jobs: [piece] })).toEqual(['B1'])
    }
  })

  test.each<[string, Partial<Selection>, string]>([
    ['an unknown job', { jobs: ['zzzzzz'] }, 'JOB_NOT_FOUND'],
    ['a piece that is too short', { jobs: ['01'] }, 'JOB_NOT_FOUND'],
    ['a wildcard', { jobs: ['%%%%'] }, 'JOB_NOT_FOUND'],
    ['an unknown batch', { batch: 'zzzzzz' }, 'BATCH_NOT_FOUND'],
  ])('refuses %s', async (_, selection, code) => {
    await expect(matched(await shop(), selection)).rejects.toMatchObject({ code })
  })

  test('refuses a piece of several ids and names some', async () => {
    const world = await shop()
    const { id } = await world.job('B1')
    await expect(matched(world, { jobs: [id.slice(0, 8)] })).rejects.toMatchObject({
      code: 'JOB_AMBIGUOUS',
    })
  })

  test('of more jobs and products than a page or a statement takes', async () => {
    const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
    const products = Array.from({ length: 900 }, (_, index) => `P${index}`)
    await world.enqueue(products)
    expect((await matched(world, {})).toSorted()).toEqual(products.toSorted())
    expect((await matched(world, { products })).toSorted()).toEqual(products.toSorted())
    expect(await matched(world, { products, limit: 850 })).toHaveLength(850)
  })

  test('meets no job twice that changes meanwhile', async () => {
    const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
    await world.enqueue(Array.from({ length: 450 }, (_, index) => `P${index}`))
    const seen: string[] = []
    for await (const page of matchingJobs(world.db, { ...everyJob, statuses: ['QUEUED'] })) {
      seen.push(...page.map((job) => job.id))
      const id = { in: page.map((job) => job.id) }
      await world.db.videoGenerationJob.updateMany({ where: { id }, data: { status: 'RETRYING' } })
    }
    expect(new Set(seen).size).toBe(450)
    expect(seen).toHaveLength(450)
  })
})

test.each<[boolean, Partial<Selection>]>([
  [true, {}],
  [true, { limit: 5 }],
  [false, { jobs: ['x'] }],
  [false, { batch: 'last' }],
  [false, { products: ['P'] }],
  [false, { statuses: ['FAILED'] }],
  [false, { error: 'X' }],
  [false, { since: new Date(0) }],
])('empty is %s for %j', (isEmpty, selection) => {
  expect(isEmptySelection({ ...everyJob, ...selection })).toBe(isEmpty)
})
