import { describe, expect, test } from 'vitest'
import { announceBatches } from '../../src/jobs/announce.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob as all } from '../../src/jobs/selection.ts'
import { alertsOf, toldOf } from '../support/alerts.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

const batches = (world: World) => alertsOf(world, 'batch')

const failing = { disposition: 'reject', code: 'OFFLINE_FAILURE', params: {} } as const

describe('a batch is told of when it is done', () => {
  test('with what became of its jobs, what they cost and what to do', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    const { batchId } = await world.enqueue(['P1', 'P2', 'P3'])
    const worker = testWorker(world)
    await worker.run('P1')
    await worker.run('P2')
    await announceBatches(world)
    expect(await batches(world)).toEqual([])
    ai.videoAnswers.push(failing)
    await worker.run('P3')
    await announceBatches(world)
    await announceBatches(world)
    const costMicros = 3 * WHOLE_MICROS - 200_000
    expect(await batches(world)).toEqual([
      {
        batchId,
        source: expect.stringMatching(/products-1\.csv$/),
        actor: 'tester',
        jobs: { COMPLETED: 2, FAILED: 1 },
        total: 3,
        costMicros,
        estimateMicros: 3 * WHOLE_MICROS,
        queuedAt: '2026-11-23T05:00:00.000Z',
      },
    ])
    const [text = ''] = await toldOf(world)
    const batch = `--batch ${batchId!.slice(-8)}`
    expect(text.split('\n')).toEqual([
      'products-1.csv is done: 2 of 3 videos',
      '2 completed, 1 failed.',
      'Cost $0.5800 (estimate $0.7800), $0.2900 a video.',
      `Queued by tester at 2026-11-23 05:00 UTC, batch ${batchId}.`,
      `vidgen export ${batch} --out videos.csv`,
      `vidgen status ${batch} --status FAILED`,
      `vidgen retry ${batch} --status FAILED`,
    ])
  })

  test('again when a retry has put jobs of it back', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1', 'P2'])
    ai.imageAnswers.push(failing)
    const worker = testWorker(world)
    await worker.runDue()
    await announceBatches(world)
    world.clock.advance(1000)
    await retry(
      { ...world.context, dispatcher: async () => world.transport },
      { ...all, statuses: ['FAILED'] },
      {},
    )
    await announceBatches(world)
    expect(await batches(world)).toHaveLength(1)
    world.transport.take()
    await world.db.videoGenerationJob.updateMany({ data: { dispatchedAt: null } })
    await worker.runDue()
    await announceBatches(world)
    expect((await batches(world)).map(({ jobs }) => jobs)).toEqual([
      { COMPLETED: 1, FAILED: 1 },
      { COMPLETED: 2 },
    ])
  })

  test('also when it was cancelled', async () => {
    const world = await openWorld()
    await world.enqueue(['P1', 'P2'])
    await cancel(world.context, all, {})
    await announceBatches(world)
    expect(await batches(world)).toMatchObject([{ jobs: { CANCELLED: 2 }, costMicros: 0 }])
  })

  test('though some of it waits for a decision', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    await world.db.videoGenerationJob.updateMany({ data: { status: 'NEEDS_REVIEW' } })
    await announceBatches(world)
    expect((await toldOf(world))[0]).toMatch(/0 completed, 1 needs a decision\.\n/)
    expect((await toldOf(world))[0]).toMatch(/vidgen status --batch \w+ --status NEEDS_REVIEW$/)
  })

  test('not while some of it waits for another day, or is loaded', async () => {
    const world = await openWorld({ jobs: 1 })
    await world.enqueue(['P1', 'P2'], { onLimit: 'defer' })
    await testWorker(world).run('P1')
    await announceBatches(world)
    expect(await batches(world)).toEqual([])
    await cancel(world.context, { ...all, statuses: ['DEFERRED'] }, {})
    await world.db.batch.updateMany({ data: { state: 'LOADING' } })
    await announceBatches(world)
    expect(await batches(world)).toEqual([])
    await world.db.batch.updateMany({ data: { state: 'READY' } })
    await announceBatches(world)
    expect(await batches(world)).toHaveLength(1)
  })

  test('not where others had all of its products', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    await world.db.videoGenerationJob.deleteMany()
    await world.db.ledgerEntry.deleteMany()
    await world.db.dailyUsage.deleteMany()
    await announceBatches(world)
    expect(await batches(world)).toEqual([])
    expect(await world.db.batch.count({ where: { completedAt: null } })).toBe(0)
  })

  test('once, however many look at a moment', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    await cancel(world.context, all, {})
    await Promise.all(Array.from({ length: 8 }, () => announceBatches(world)))
    expect(await batches(world)).toHaveLength(1)
  })
})

test('jobs that need a decision are told of once a batch and reason', async () => {
  const ai = fakeAi({ repeatable: false })
  const world = await openWorld(ai)
  await world.enqueue(['P1', 'P2'])
  await world.enqueue(['P3'])
  const lost = { disposition: 'unknown', code: 'AI_CONNECTION_LOST', params: {} } as const
  ai.imageAnswers.push(lost, lost, lost)
  const worker = testWorker(world)
  await worker.runDue()
  const inReview = await world.db.videoGenerationJob.count({ where: { status: 'NEEDS_REVIEW' } })
  expect(inReview).toBe(3)
  expect((await alertsOf(world, 'review')).map(({ productId }) => productId)).toEqual(['P1', 'P3'])
  const [text = ''] = await toldOf(world)
  expect(text).toMatch(/^The video of P1 needs a decision\nWhether offline billed/)
  expect(text).toMatch(/vidgen status --status NEEDS_REVIEW --batch \w{8}$/)
})
