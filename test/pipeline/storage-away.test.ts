/** The storage is away while jobs run: what was bought is kept, or can be had again. */
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { type ErrorCode, VidgenError } from '../../src/errors.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { WorkerStopped } from '../../src/worker/outcome.ts'
import { fakeAi, type FakeAiOptions } from '../support/fake-ai.ts'
import { testWorker, type TestWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

const PLACE = { kind: 's3', place: 's3://shop', bucket: 'shop', region: 'auto' } as const
const AWAY: ErrorCode[] = [
  'STORAGE_UNREACHABLE',
  'STORAGE_FULL',
  'STORAGE_DENIED',
  'STORAGE_BUCKET_MISSING',
  'STORAGE_REGION_WRONG',
]
const away = (code: ErrorCode) =>
  new VidgenError(code, { ...PLACE, reason: 'told so', action: 'write' } as never)

async function shop(options: FakeAiOptions & { rebuyUnderMicros?: number } = {}) {
  const ai = fakeAi(options)
  const world = await openWorld({ ...ai, rebuyUnderMicros: options.rebuyUnderMicros ?? 0 })
  await world.enqueue(['P1'])
  return { ai, world }
}

/** A worker whose writes fail as long as `fails` says so. */
function workerWith(world: World, fails: () => VidgenError | null): TestWorker {
  const write =
    <A extends unknown[], T>(plain: (...words: A) => Promise<T>) =>
    async (...words: A): Promise<T> => {
      const error = fails()
      if (error) throw error
      return await plain(...words)
    }
  const storage: Storage = {
    ...world.storage,
    put: write((...words) => world.storage.put(...words)),
    putFile: write((...words) => world.storage.putFile(...words)),
  }
  return testWorker(world, { storage })
}

describe.each(AWAY)('%s', (code) => {
  test('hands a job back without an attempt, publishes nothing, and pays nothing twice', async () => {
    const { ai, world } = await shop()
    let isAway = true
    const worker = workerWith(world, () => (isAway ? away(code) : null))
    for (let round = 0; round < 5; round++) {
      await worker.runDue()
      expect(await world.job('P1')).toMatchObject({
        status: 'QUEUED',
        attempt: 1,
        nextRunAt: new Date(world.clock().getTime() + 10_000),
      })
      world.clock.advance(10_000)
    }
    expect(worker.events.at(-1)).toMatchObject({ type: 'returned', error: { code } })
    expect(await world.db.product.findFirst()).toMatchObject({ videoUrl: null, posterUrl: null })
    isAway = false
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect([...ai.bill.values()].reduce((sum, micros) => sum + micros, 0)).toBe(WHOLE_MICROS)
    expect(ai.bill.size).toBe(3)
  })
})

test('an upload that hangs ends with the worker, and the next one uploads it', async () => {
  const { ai, world } = await shop()
  const reached = Promise.withResolvers<void>()
  const storage: Storage = {
    ...world.storage,
    async putFile(key, file, description) {
      if (!key.startsWith('videos/')) return world.storage.putFile(key, file, description)
      reached.resolve()
      await once(description.signal!, 'abort')
      throw description.signal!.reason
    },
  }
  const worker = testWorker(world, { storage })
  const run = worker.run('P1')
  await reached.promise
  worker.stop.abort(new WorkerStopped())
  await run
  expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1, nextRunAt: null })
  await testWorker(world, { worker: 'w2' }).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  expect(ai.sent).toHaveLength(3)
})

describe('a frame of a service that answers once', () => {
  test('is held in hand until the storage is back', async () => {
    const { ai, world } = await shop({ repeatable: false, rebuyUnderMicros: 1_000_000 })
    let left = 2
    const worker = workerWith(world, () => (left-- > 0 ? away('STORAGE_FULL') : null))
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect(ai.sent).toHaveLength(3)
    const problems = worker.events.filter(({ type }) => type === 'problem')
    expect(problems).toMatchObject([{ productId: 'P1', error: { code: 'STORAGE_FULL' } }])
  })

  test('is let go when the worker stops: counted as possible, as after a crash', async () => {
    const { ai, world } = await shop({ repeatable: false, rebuyUnderMicros: 1_000_000 })
    let isAway = true
    const worker = workerWith(world, () => (isAway ? away('STORAGE_FULL') : null))
    const run = worker.run('P1')
    await expect.poll(() => worker.events.at(-1)?.type).toBe('problem')
    worker.stop.abort(new WorkerStopped())
    await run
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1 })
    isAway = false
    world.clock.advance(120_000)
    await testWorker(world, { worker: 'w2' }).runDue()
    world.clock.advance(1000)
    await testWorker(world, { worker: 'w3' }).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(ai.sent).toHaveLength(4)
    const possible = await world.db.providerCall.count({ where: { costSource: 'possible' } })
    expect(possible).toBe(1)
  })

  test('a failure of this object only is not waited for', async () => {
    const { world } = await shop({ repeatable: false })
    let left = 1
    const worker = workerWith(world, () => (left-- > 0 ? away('STORAGE_OBJECT_DAMAGED') : null))
    await worker.runDue()
    expect(worker.events.map(({ type }) => type)).not.toContain('problem')
  })
})
