import { expect, test } from 'vitest'
import { enqueue } from '../../../src/jobs/enqueue/enqueue.ts'
import { openWorld, WHOLE_MICROS } from '../../support/world.ts'

test('a column that nothing uses, and the second row of a product, are told', async () => {
  const world = await openWorld()
  const rows = ['P1,a.jpg,male', 'P2,a.jpg,male', 'P1,a.jpg,female']
  const csv = await world.csv(rows, 'product_id,image_url,gendr')
  const result = await enqueue(world.context, { source: { csv, columns: {} } })
  expect(result.warnings).toEqual([
    'The column "gendr" is not known and not used; --column FIELD=HEADER names it.',
    'Line 4: P1 stands in line 2 already, which counts.',
  ])
  expect(result).toMatchObject({ queued: 2, skipped: { duplicate: 1 } })
})

test('of many columns that nothing uses only the first are told one by one', async () => {
  const world = await openWorld()
  const unused = Array.from({ length: 500 }, (_, at) => `x${at}`)
  const csv = await world.csv(
    [`P1,a.jpg,${unused.join(',')}`],
    `product_id,image_url,${unused.join(',')}`,
  )
  const { warnings } = await enqueue(world.context, { source: { csv, columns: {} } })
  expect(warnings).toHaveLength(11)
  expect(warnings.at(-1)).toBe('490 more columns are not known and not used.')
})

test('a dry run estimates nothing for rows that are skipped', async () => {
  const world = await openWorld()
  await world.enqueue(['P1'])
  const csv = await world.csv(['P1,a.jpg', 'P2,a.jpg'])
  const { sample } = await enqueue(world.context, { source: { csv, columns: {} }, dryRun: true })
  expect(sample.map(({ decision, estimateMicros }) => [decision, estimateMicros])).toEqual([
    ['active', 0],
    ['queue', WHOLE_MICROS],
  ])
})

test.each([
  { changed: true, force: true },
  { changed: true, fresh: true },
  { force: true, fresh: true },
])('%j is refused, and nothing read', async (wishes) => {
  const world = await openWorld()
  const refused = enqueue(world.context, { source: { csv: 'none.csv', columns: {} }, ...wishes })
  await expect(refused).rejects.toMatchObject({ code: 'USAGE_CONFLICT' })
})

test('many duplicates are counted, and only the first told', async () => {
  const world = await openWorld()
  const csv = await world.csv(Array.from({ length: 50 }, () => 'P1,a.jpg'))
  const result = await enqueue(world.context, { source: { csv, columns: {} } })
  expect(result.skipped.duplicate).toBe(49)
  expect(result.warnings).toHaveLength(10)
})

test('a dry run ends as the real run would', async () => {
  const world = await openWorld({ jobs: 1 })
  const good = await world.csv(['P1,a.jpg', 'P2,a.jpg'])
  const beyond = await enqueue(world.context, { source: { csv: good, columns: {} }, dryRun: true })
  expect(beyond).toMatchObject({ refused: 'limit', queued: 2 })
  const bad = await world.csv(['P1,a.jpg', '../P2,a.jpg'])
  const source = { csv: bad, columns: {} }
  const stopped = await enqueue(world.context, { source, dryRun: true })
  expect(stopped).toMatchObject({ refused: 'invalid', queued: 0, invalidCount: 1 })
  const skipping = await enqueue(world.context, { source, dryRun: true, skipInvalid: true })
  expect(skipping).toMatchObject({ refused: null, queued: 1, invalidCount: 1 })
})
