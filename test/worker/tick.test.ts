import { describe, expect, test } from 'vitest'
import { takeLease } from '../../src/jobs/lease.ts'
import { resign, tick, type TickContext } from '../../src/worker/tick.ts'
import { DAY_MS } from '../support/clock.ts'
import { openWorld, type World } from '../support/world.ts'

function house(world: World, worker: string): TickContext {
  const { context, transport } = world
  return { ...context, worker, maxCrashes: 15, dispatcher: transport, watch: async () => {} }
}

describe('the duties of the house', () => {
  test('are one worker’s at a time, until it resigns or is silent', async () => {
    const world = await openWorld()
    await tick(house(world, 'w1'))
    world.transport.isDown = true
    await world.enqueue(['P1'])
    world.transport.isDown = false
    await tick(house(world, 'w2'))
    expect(world.transport.take()).toEqual([])
    await tick(house(world, 'w1'))
    expect(world.transport.take()).toHaveLength(1)
    await resign(house(world, 'w1'))
    await tick(house(world, 'w2'))
    expect(await world.db.duty.findMany()).toMatchObject([{ owner: 'w2' }])
    world.clock.advance(4001)
    await tick(house(world, 'w3'))
    expect(await world.db.duty.findMany()).toMatchObject([{ owner: 'w3' }])
  })

  test('bring a dead worker’s job, a deferred one and a lost delivery back at once', async () => {
    const world = await openWorld({ jobs: 2 })
    await world.enqueue(['P1', 'P2', 'P3'], { onLimit: 'defer' })
    const [first] = world.transport.take()
    const at = world.clock()
    await takeLease(world.db, { ...first!, worker: 'dead', at, until: at, maxAttempts: 3 })
    world.clock.advance(DAY_MS)
    await tick(house(world, 'w1'))
    const names = new Map((await world.jobs()).map((job) => [job.id, job.productId]))
    const delivered = world.transport.take().map(({ jobId }) => names.get(jobId))
    expect(new Set(delivered)).toEqual(new Set(['P1', 'P2', 'P3']))
  })

  test('of the database are done also while the queue is out of reach', async () => {
    const world = await openWorld({ jobs: 1 })
    await world.enqueue(['P1', 'P2'], { onLimit: 'defer' })
    world.clock.advance(DAY_MS)
    world.transport.isDown = true
    const ticking = tick(house(world, 'w1'))
    await expect(ticking).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' })
    expect(await world.job('P2')).toMatchObject({ status: 'QUEUED' })
  })

  test('are done also where one of them fails, and the failure is told', async () => {
    const world = await openWorld({ jobs: 1 })
    world.transport.isDown = true
    await world.enqueue(['P1', 'P2'], { onLimit: 'defer' })
    world.transport.isDown = false
    const ticking = tick({ ...house(world, 'w1'), timezone: 'Nowhere' })
    await expect(ticking).rejects.toThrow('Nowhere')
    expect(world.transport.take()).toHaveLength(1)
  })
})
