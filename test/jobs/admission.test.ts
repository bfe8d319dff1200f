import { describe, expect, test } from 'vitest'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { DAY_MS } from '../support/clock.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

async function queued(world: World): Promise<string[]> {
  const jobs = await world.db.videoGenerationJob.findMany({
    where: { status: 'QUEUED' },
    orderBy: { id: 'asc' },
  })
  return jobs.map((job) => job.productId)
}

describe('deferred jobs', () => {
  test('wait for a day with room, the oldest first', async () => {
    const world = await openWorld({ jobs: 2 })
    await world.enqueue(['P1', 'P2', 'P3', 'P4', 'P5'], { onLimit: 'defer' })
    expect(await admitDeferred(world.context)).toBe(0)
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(2)
    expect(await queued(world)).toEqual(['P1', 'P2', 'P3', 'P4'])
    expect(await world.job('P3')).toMatchObject({ budgetDay: '2026-11-24', reservedJobs: 1 })
    expect(await admitDeferred(world.context)).toBe(0)
    await world.books()
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(1)
  })

  test('wait for money too', async () => {
    const world = await openWorld({ micros: WHOLE_MICROS * 2.5 })
    await world.enqueue(['P1', 'P2', 'P3'], { onLimit: 'defer' })
    expect(await admitDeferred(world.context)).toBe(0)
    const raised = { host: 'here', jobs: 100, micros: WHOLE_MICROS * 3 }
    expect(await admitDeferred({ ...world.context, limits: raised })).toBe(1)
  })

  test('that no day has room for keep no other waiting', async () => {
    const world = await openWorld({ jobs: 1, micros: WHOLE_MICROS })
    await world.enqueue(['P1', 'P2', 'P3'], { onLimit: 'defer' })
    const prices = { ...world.context.prices, step: () => WHOLE_MICROS }
    world.clock.advance(DAY_MS)
    expect(await admitDeferred({ ...world.context, prices })).toBe(0)
    const dear = {
      ...world.context.prices,
      step: (_: string, o: { durationS: number }) => (o.durationS > 3 ? WHOLE_MICROS : 1),
    }
    await world.db.videoGenerationJob.updateMany({
      where: { productId: 'P2' },
      data: { options: { durationS: 5, resolution: '480p', seed: 1, fresh: false } },
    })
    expect(await admitDeferred({ ...world.context, prices: dear })).toBe(1)
    expect(await queued(world)).toEqual(['P1', 'P3'])
  })

  test('of a --first batch go before older ones', async () => {
    const world = await openWorld({ jobs: 1 })
    await world.enqueue(['P1', 'P2'], { onLimit: 'defer' })
    world.clock.advance(1000)
    await world.enqueue(['Q1'], { onLimit: 'defer', first: true })
    world.clock.advance(DAY_MS)
    await admitDeferred(world.context)
    expect(await queued(world)).toEqual(['P1', 'Q1'])
  })

  test('of a batch with --per-day come so many a day', async () => {
    const world = await openWorld()
    await world.enqueue(['P1', 'P2', 'P3', 'P4', 'P5'], { perDay: 2 })
    expect(await admitDeferred(world.context)).toBe(0)
    for (const total of [4, 5]) {
      world.clock.advance(DAY_MS)
      await admitDeferred(world.context)
      expect(await admitDeferred(world.context)).toBe(0)
      expect(await queued(world)).toHaveLength(total)
    }
  })

  test('behind many of a batch whose share of the day is used are admitted', async () => {
    const world = await openWorld({ jobs: 10_000, micros: 10_000_000_000 })
    const many = Array.from({ length: 300 }, (_, index) => `P${index}`)
    await world.enqueue(many, { perDay: 1 })
    world.clock.advance(1000)
    await world.enqueue(['Q1', 'Q2'], { perDay: 1 })
    const low = { host: 'here', jobs: 0, micros: 0 }
    await expect(world.enqueue(['R0'], { take: 1 })).resolves.toMatchObject({ queued: 1 })
    world.context.limits = low
    world.clock.advance(1000)
    await world.enqueue(['R1'], { onLimit: 'defer' })
    world.context.limits = { host: 'here', jobs: 10_000, micros: 10_000_000_000 }
    expect(await admitDeferred(world.context)).toBe(1)
    expect((await world.job('R1')).status).toBe('QUEUED')
  })

  test('of a batch that is being loaded are left alone', async () => {
    const world = await openWorld({ jobs: 0 })
    await world.enqueue(['P1'], { onLimit: 'defer' })
    await world.db.batch.updateMany({ data: { state: 'LOADING' } })
    world.context.limits = { host: 'here', jobs: 5, micros: WHOLE_MICROS }
    expect(await admitDeferred(world.context)).toBe(0)
    await world.db.batch.updateMany({ data: { state: 'READY' } })
    expect(await admitDeferred(world.context)).toBe(1)
  })

  test('run to their end once they are admitted', async () => {
    const world = await openWorld({ jobs: 1 })
    await world.enqueue(['P1', 'P2'], { onLimit: 'defer' })
    const worker = testWorker(world)
    await worker.runDue()
    world.clock.advance(DAY_MS)
    await admitDeferred(world.context)
    await worker.runDue()
    const days = await world.db.dailyUsage.findMany({
      where: { provider: '', period: { contains: '-11-' } },
      orderBy: { period: 'asc' },
    })
    expect(days.map((day) => [day.jobsSpent, Number(day.microsSpent)])).toEqual([
      [1, WHOLE_MICROS],
      [1, WHOLE_MICROS],
    ])
  })
})
