import { describe, expect, test } from 'vitest'
import { openClient } from '../../../src/db/client.ts'
import { enqueue } from '../../../src/jobs/enqueue/enqueue.ts'
import { abortDeadBatches } from '../../../src/jobs/recovery.ts'
import { testWorker } from '../../support/run.ts'
import { isPostgres } from '../../support/database.ts'
import { openWorld, type World } from '../../support/world.ts'

/** More than one chunk. */
const MANY = Array.from({ length: isPostgres() ? 2_200 : 1_200 }, (_, index) => `P${index}`)

async function completed(world: World, products: string[]): Promise<void> {
  await world.enqueue(products)
  await testWorker(world).runDue()
  world.clock.advance(1000)
}

test('the same file again queues nothing and makes no batch', async () => {
  const world = await openWorld()
  const csv = await world.csv(['P1,a.jpg', 'P2,a.jpg'])
  const source = { csv, columns: {} }
  expect(await enqueue(world.context, { source })).toMatchObject({ queued: 2 })
  expect(await enqueue(world.context, { source })).toMatchObject({ batchId: null, queued: 0 })
  expect(await world.db.batch.count()).toBe(1)
})

test('the same file twice at once queues each product once and pays for each once', async () => {
  const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
  const other = await openClient(world.database)
  const csv = await world.csv(MANY.map((product) => `${product},a.jpg`))
  const source = { csv, columns: {} }
  try {
    const results = await Promise.all([
      enqueue(world.context, { source }),
      enqueue({ ...world.context, db: other, actor: 'another' }, { source }),
    ])
    const total = results.reduce((sum, { queued }) => sum + queued, 0)
    expect(total).toBe(MANY.length)
    for (const { queued, skipped } of results) expect(queued + skipped.active).toBe(MANY.length)
  } finally {
    await other.$disconnect()
  }
  expect(await world.db.videoGenerationJob.count()).toBe(MANY.length)
  expect(await world.db.batch.count({ where: { state: 'READY' } })).toBeGreaterThan(0)
})

test('two forced runs of one file at once make one new video each', async () => {
  const world = await openWorld()
  await completed(world, ['P1', 'P2'])
  const other = await openClient(world.database)
  const csv = await world.csv(['P1,a.jpg', 'P2,a.jpg'])
  const options = { source: { csv, columns: {} }, force: true }
  try {
    const both = await Promise.all([
      enqueue(world.context, options),
      enqueue({ ...world.context, db: other, actor: 'another' }, options),
    ])
    expect(both.reduce((sum, { queued }) => sum + queued, 0)).toBe(2)
  } finally {
    await other.$disconnect()
  }
  expect(await world.jobs()).toHaveLength(4)
})

describe('an enqueue that ends in the middle', () => {
  test('gives everything back when it is interrupted', async () => {
    const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
    const controller = new AbortController()
    const going = world.enqueue(MANY, {
      signal: controller.signal,
      onProgress: ({ stage }) => stage === 'loading' && controller.abort(),
    })
    await expect(going).rejects.toThrow('aborted')
    expect(await world.jobs()).toEqual([])
    expect(await world.db.batch.findMany()).toMatchObject([{ state: 'ABORTED', leaseOwner: null }])
    expect(await world.enqueue(['P0'])).toMatchObject({ queued: 1 })
  })

  test('is given up by a worker when it died: its money and products are free', async () => {
    const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
    const stuck = world.enqueue(MANY, {
      onProgress: ({ stage }) => {
        if (stage === 'loading') world.clock.advance(60_000)
      },
    })
    // The lease runs out while the first chunk is in: a tick finds it before the next chunk.
    const by = () => ({ actor: 'w1', at: world.clock() })
    let aborted = 0
    const watching = (async () => {
      for (let tries = 0; tries < 2000 && aborted === 0; tries++) {
        aborted = await abortDeadBatches(world.db, by())
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    await expect(stuck).rejects.toMatchObject({ code: 'ENQUEUE_SUPERSEDED' })
    await watching
    expect(await world.jobs()).toEqual([])
    expect(await world.db.batch.findMany()).toMatchObject([{ state: 'ABORTED' }])
  })

  test('gives a forced claim back to the job that had it', async () => {
    const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
    await completed(world, ['P0'])
    const controller = new AbortController()
    const going = world.enqueue(MANY, {
      force: true,
      signal: controller.signal,
      onProgress: ({ stage }) => stage === 'loading' && controller.abort(),
    })
    await expect(going).rejects.toThrow('aborted')
    expect(await world.jobs()).toMatchObject([{ status: 'COMPLETED', claimKey: 'P0' }])
    expect(await world.enqueue(['P0'])).toMatchObject({ skipped: { completed: 1 } })
  })

  test('does not give a claim to a job that had lost it before', async () => {
    const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
    await completed(world, ['P0'])
    await world.enqueue(['P0'], { force: true })
    const { id } = await world.job('P0')
    const { cancel } = await import('../../../src/jobs/cancel.ts')
    const { everyJob } = await import('../../../src/jobs/selection.ts')
    await cancel(world.context, { ...everyJob, jobs: [id] }, {})
    world.clock.advance(1000)
    const controller = new AbortController()
    const going = world.enqueue(MANY, {
      force: true,
      signal: controller.signal,
      onProgress: ({ stage }) => stage === 'loading' && controller.abort(),
    })
    await expect(going).rejects.toThrow('aborted')
    world.clock.advance(1000)
    expect(await world.enqueue(['P0'], { force: true })).toMatchObject({ queued: 1 })
  })
})

test('Redis out of reach is no failure: what is committed is told as undispatched', async () => {
  const world = await openWorld()
  world.transport.isDown = true
  expect(await world.enqueue(['P1', 'P2'])).toMatchObject({ queued: 2, undispatched: 2 })
})
