import { describe, expect, test } from 'vitest'
import type { Tx } from '../../src/db/client.ts'
import { pause, resume } from '../../src/operations/holds.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'

const operator = (world: World) => ({
  db: world.db,
  clock: world.clock,
  actor: 'mina',
  providers: ['offline', 'offline'],
})

const stop = (world: World, scope = 'all') =>
  pause(operator(world), { scope, reason: 'price change' })

describe('a pause', () => {
  test('begins no job, and resume lets all run', async () => {
    const world = await openWorld()
    await world.enqueue(['P1', 'P2'])
    world.transport.take()
    await stop(world)
    await world.db.videoGenerationJob.updateMany({ data: { dispatchedAt: null } })
    const worker = testWorker(world)
    await worker.runDue()
    expect((await world.jobs()).map((job) => job.status)).toEqual(['QUEUED', 'QUEUED'])
    const { ended } = await resume(operator(world), { scope: null })
    expect(ended).toMatchObject([{ scope: 'all', reason: 'price change', by: 'mina' }])
    await worker.runDue()
    expect((await world.jobs()).map((job) => job.status)).toEqual(['COMPLETED', 'COMPLETED'])
  })

  test('in the middle lets the purchase under way end and buys nothing more', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    ai.imageAnswers.push(async () => void (await stop(world, 'offline')))
    const worker = testWorker(world)
    await worker.run('P1')
    expect(ai.sent).toHaveLength(1)
    expect(await world.job('P1')).toMatchObject({
      status: 'QUEUED',
      heldFor: 'offline',
      leaseOwner: null,
      attempt: 1,
    })
    await worker.runDue()
    expect(ai.sent).toHaveLength(1)
    await resume(operator(world), { scope: 'offline' })
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect(ai.bill.size).toBe(3)
  })

  test('lets a render be fetched and published', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    ai.videoAnswers.push(async () => void (await stop(world)))
    await testWorker(world).run('P1')
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  })

  test('that ends before its job is put away does not keep the job', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    await stop(world)
    const worker = testWorker(world)
    let calls = 0
    // Ended between the refused purchase and what becomes of the job.
    worker.context.db = new Proxy(world.db, {
      get: (target, key) =>
        key === '$transaction'
          ? async (work: (tx: Tx) => Promise<unknown>) => {
              calls++
              try {
                return await target.$transaction(work)
              } catch (error) {
                await resume(operator(world), { scope: null })
                throw error
              }
            }
          : (Reflect.get(target, key) as unknown),
    })
    await worker.run('P1')
    expect(calls).toBeGreaterThan(1)
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', heldFor: null })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  })

  test('twice is one hold; two scopes are two', async () => {
    const world = await openWorld()
    await stop(world)
    await stop(world)
    expect((await stop(world, 'offline')).holds.map((hold) => hold.scope)).toEqual([
      'all',
      'offline',
    ])
    expect((await resume(operator(world), { scope: 'all' })).holds).toMatchObject([
      { scope: 'offline' },
    ])
    expect((await resume(operator(world), { scope: 'all' })).ended).toEqual([])
  })

  test('of a provider that is not in use is refused', async () => {
    const world = await openWorld()
    const params = { scope: 'fal', known: ['offline'] }
    await expect(stop(world, 'fal')).rejects.toMatchObject({ code: 'HOLD_SCOPE_UNKNOWN', params })
    const resumed = resume(operator(world), { scope: 'fal' })
    await expect(resumed).rejects.toMatchObject({ code: 'HOLD_SCOPE_UNKNOWN' })
  })
})
