import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { approve } from '../../src/jobs/approve.ts'
import { enqueue } from '../../src/jobs/enqueue/enqueue.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob, type Selection } from '../../src/jobs/selection.ts'
import { unpublish } from '../../src/jobs/unpublish.ts'
import { exportRows } from '../../src/reports/export.ts'
import type { UnpublishOptions } from '../../src/requests.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'

type Action = NonNullable<UnpublishOptions['action']>

const change = (
  world: World,
  action: Action,
  about: Partial<Selection> = { products: ['P1'] },
  more: UnpublishOptions = {},
) => unpublish(world.context, { ...everyJob, ...about }, { action, ...more })

const productOf = (world: World, id = 'P1') => world.db.product.findUniqueOrThrow({ where: { id } })

/** P1 with so many videos, one after the other; answers their jobs, the oldest first. */
async function withVideos(count: number): Promise<{ world: World; jobs: string[] }> {
  const world = await openWorld(fakeAi())
  const jobs: string[] = []
  for (let i = 0; i < count; i++) jobs.push(await another(world))
  return { world, jobs }
}

const opened = async (address: string) => address

async function another(world: World): Promise<string> {
  await world.enqueue(['P1'], { fresh: true })
  await testWorker(world).runDue()
  world.clock.advance(1000)
  return (await world.job('P1')).id
}

const shownBy = async (world: World) => (await productOf(world)).videoJobId

async function lastEvent(world: World, jobId: string) {
  return world.db.jobEvent.findFirstOrThrow({ where: { jobId }, orderBy: { id: 'desc' } })
}

describe('unpublish', () => {
  test('shows the video before, with its poster, and says by whom and why', async () => {
    const { world, jobs } = await withVideos(2)
    const result = await change(world, 'unpublish', {}, { reason: 'wrong colour' })
    expect(result).toEqual({
      dryRun: false,
      action: 'unpublish',
      matched: 2,
      shown: 0,
      cleared: 1,
      retired: 0,
      returned: 0,
      skipped: { 'not-shown': 1 },
      products: [{ productId: 'P1', before: jobs[1], after: null }],
    })
    expect(await change(world, 'restore')).toMatchObject({ shown: 1 })
    // The product, not both of its videos.
    expect(await change(world, 'unpublish', undefined, { reason: 'wrong colour' })).toMatchObject({
      matched: 1,
      shown: 1,
      products: [{ productId: 'P1', before: jobs[1], after: jobs[0] }],
    })
    const first = await world.db.videoGenerationJob.findUniqueOrThrow({ where: { id: jobs[0]! } })
    expect(await productOf(world)).toMatchObject({
      videoUrl: first.videoUrl,
      videoKey: `videos/P1/${jobs[0]}.mp4`,
      posterUrl: world.storage.url(`videos/P1/${jobs[0]}.jpg`),
      retiredAt: null,
    })
    expect(await lastEvent(world, jobs[1]!)).toMatchObject({
      type: 'unpublished',
      from: 'COMPLETED',
      to: 'COMPLETED',
      actor: 'tester',
      details: { before: jobs[1], after: jobs[0], reason: 'wrong colour' },
    })
    expect(await world.storage.head(`videos/P1/${jobs[1]}.mp4`)).not.toBeNull()
  })

  test('shows none where there was none before', async () => {
    const { world, jobs } = await withVideos(1)
    expect(await change(world, 'unpublish')).toMatchObject({ cleared: 1, shown: 0 })
    expect(await productOf(world)).toMatchObject({
      videoUrl: null,
      videoKey: null,
      videoJobId: null,
      posterUrl: null,
    })
    expect(await change(world, 'unpublish')).toMatchObject({ skipped: { 'not-shown': 1 } })
    const { db, clock, context } = world
    const { limits, timezone } = context
    const reading = { db, clock, limits, timezone, kind: 'live' as const, opened }
    const rows = await Array.fromAsync(exportRows(reading, everyJob, {}))
    const row = { productId: 'P1', jobId: jobs[0], status: 'COMPLETED', videoUrl: null }
    expect(rows).toMatchObject([{ ...row, takenOff: 'unpublished' }])
    await change(world, 'restore')
    expect(await Array.fromAsync(exportRows(reading, everyJob, {}))).toMatchObject([
      { productId: 'P1', takenOff: null },
    ])
    await change(world, 'retire')
    expect(await Array.fromAsync(exportRows(reading, everyJob, {}))).toMatchObject([
      { ...row, takenOff: 'retired' },
    ])
  })

  test('a job whose video is not shown is left alone', async () => {
    const { world, jobs } = await withVideos(2)
    const result = await change(world, 'unpublish', { jobs: [jobs[0]!] })
    expect(result).toMatchObject({ matched: 1, skipped: { 'not-shown': 1 }, products: [] })
    expect(await shownBy(world)).toBe(jobs[1])
  })

  test('does not come back to one that was taken off, nor to one that was chosen, too', async () => {
    const { world, jobs } = await withVideos(3)
    await change(world, 'unpublish')
    const fourth = await another(world)
    expect(await shownBy(world)).toBe(fourth)
    const both = { jobs: [fourth, jobs[1]!] }
    expect(await change(world, 'unpublish', both)).toMatchObject({ shown: 1 })
    expect(await shownBy(world)).toBe(jobs[0])
  })

  test('passes over a video whose file is gone', async () => {
    const { world, jobs } = await withVideos(3)
    await rm(join(world.home, `videos/videos/P1/${jobs[1]}.mp4`))
    await change(world, 'unpublish')
    expect(await shownBy(world)).toBe(jobs[0])
  })

  test('passes over what failed, was cancelled or was rejected', async () => {
    const { world, jobs } = await withVideos(1)
    await world.enqueue(['P1'], { fresh: true, hold: ['video'] })
    await testWorker(world).runDue()
    await approve(world.context, everyJob, { reject: true })
    world.clock.advance(1000)
    const last = await another(world)
    await change(world, 'unpublish', { jobs: [last] })
    expect(await shownBy(world)).toBe(jobs[0])
  })

  test.each<Action>(['unpublish', 'retire'])('a dry run of %s changes nothing', async (action) => {
    const { world, jobs } = await withVideos(2)
    const before = await productOf(world)
    const result = await change(world, action, undefined, { dryRun: true })
    expect(result).toMatchObject({
      dryRun: true,
      products: [{ before: jobs[1], after: action === 'retire' ? null : jobs[0] }],
    })
    expect(await productOf(world)).toEqual(before)
    expect(await world.db.jobEvent.count({ where: { from: 'COMPLETED' } })).toBe(0)
  })

  test('the same file is not queued again by itself, but anew when asked for', async () => {
    const { world } = await withVideos(1)
    await change(world, 'unpublish')
    expect(await world.enqueue(['P1'])).toMatchObject({ queued: 0, skipped: { completed: 1 } })
    const next = await another(world)
    expect(await shownBy(world)).toBe(next)
    expect(await change(world, 'restore')).toMatchObject({ skipped: { 'nothing-to-restore': 1 } })
  })

  test('twice at once: one video goes', async () => {
    const { world, jobs } = await withVideos(3)
    const about = { jobs: [jobs[2]!] }
    await Promise.all([change(world, 'unpublish', about), change(world, 'unpublish', about)])
    expect(await shownBy(world)).toBe(jobs[1])
    const events = await world.db.jobEvent.count({ where: { type: 'unpublished' } })
    expect(events).toBe(1)
  })

  test('pages through many, and keeps to the limit', async () => {
    const world = await openWorld({ ...fakeAi(), jobs: 1000, micros: 1_000_000_000 })
    const products = Array.from({ length: 450 }, (_, i) => `P${String(i).padStart(3, '0')}`)
    await world.enqueue(products)
    const about = { products, limit: 430 }
    expect(await change(world, 'unpublish', about)).toMatchObject({
      matched: 430,
      skipped: { 'not-shown': 430 },
    })
    const byBatch = { batch: 'last', limit: 430 }
    expect(await change(world, 'unpublish', byBatch)).toMatchObject({ matched: 430 })
  })
})

describe('restore', () => {
  test('undoes the last, then the one before', async () => {
    const { world, jobs } = await withVideos(3)
    await change(world, 'unpublish')
    world.clock.advance(1000)
    await change(world, 'unpublish')
    world.clock.advance(1000)
    expect(await shownBy(world)).toBe(jobs[0])
    expect(await change(world, 'restore')).toMatchObject({ shown: 1 })
    expect(await shownBy(world)).toBe(jobs[1])
    expect(await lastEvent(world, jobs[1]!)).toMatchObject({
      type: 'restored',
      details: { before: jobs[0], after: jobs[1] },
    })
    await change(world, 'restore')
    expect(await shownBy(world)).toBe(jobs[2])
    expect(await change(world, 'restore')).toMatchObject({ skipped: { 'nothing-to-restore': 1 } })
  })

  test('a product once, however many of its jobs were chosen', async () => {
    const { world, jobs } = await withVideos(3)
    await change(world, 'unpublish')
    world.clock.advance(1000)
    await change(world, 'unpublish')
    world.clock.advance(1000)
    expect(await change(world, 'restore', { statuses: ['COMPLETED'] })).toMatchObject({ shown: 1 })
    expect(await shownBy(world)).toBe(jobs[1])
  })
})

describe('retire', () => {
  test('takes the video off, and the product out of enqueue and retry; restore brings both back', async () => {
    const { world, jobs } = await withVideos(2)
    expect(await change(world, 'retire', undefined, { reason: 'sold out' })).toMatchObject({
      retired: 1,
      cleared: 1,
      shown: 0,
      products: [{ before: jobs[1], after: null }],
    })
    expect(await productOf(world)).toMatchObject({ videoUrl: null, retiredAt: world.clock() })
    expect(await lastEvent(world, jobs[1]!)).toMatchObject({
      type: 'retired',
      details: { reason: 'sold out' },
    })
    expect(await change(world, 'retire')).toMatchObject({ skipped: { 'already-retired': 1 } })
    expect(await world.enqueue(['P1'], { force: true })).toMatchObject({ skipped: { retired: 1 } })
    expect(await change(world, 'restore')).toMatchObject({ returned: 1, shown: 1 })
    expect(await productOf(world)).toMatchObject({ videoJobId: jobs[1], retiredAt: null })
    expect(await world.enqueue(['P1'], { force: true })).toMatchObject({ queued: 1 })
  })

  test('restore after an unpublish and a retirement shows what was shown last', async () => {
    const { world, jobs } = await withVideos(2)
    await change(world, 'unpublish')
    world.clock.advance(1000)
    await change(world, 'retire')
    world.clock.advance(1000)
    await change(world, 'restore')
    expect(await productOf(world)).toMatchObject({ videoJobId: jobs[0], retiredAt: null })
  })

  test('a product without a video, and one without any job', async () => {
    const { world } = await withVideos(0)
    await world.enqueue(['P1'])
    await cancel(world.context, everyJob, {})
    await world.db.product.create({ data: { id: 'P2', imageUrl: 'x', modelType: 'male' } })
    const about = { products: ['P1', 'P2', 'unknown'] }
    expect(await change(world, 'retire', about)).toMatchObject({
      matched: 2,
      retired: 2,
      cleared: 0,
    })
    expect(await retry(world.context, everyJob, {})).toMatchObject({ skipped: { retired: 1 } })
    expect(await change(world, 'restore', about)).toMatchObject({ returned: 2, shown: 0 })
    expect(await retry(world.context, everyJob, {})).toMatchObject({ requeued: 1 })
  })

  test.each(['QUEUED', 'AWAITING_APPROVAL', 'DEFERRED'])(
    'one with a job that is %s is left alone',
    async (status) => {
      const { world } = await withVideos(0)
      const held = status === 'AWAITING_APPROVAL' ? { hold: ['cost' as const] } : {}
      await world.enqueue(['P1'], { ...held, ...(status === 'DEFERRED' && { perDay: 0 }) })
      expect(await world.job('P1')).toMatchObject({ status })
      expect(await change(world, 'retire')).toMatchObject({ retired: 0, skipped: { active: 1 } })
      const dry = await change(world, 'retire', undefined, { dryRun: true })
      expect(dry).toMatchObject({ retired: 0, skipped: { active: 1 } })
      expect(await productOf(world)).toMatchObject({ retiredAt: null })
    },
  )

  test('one that is retired while its file is being queued gets no job', async () => {
    const { world } = await withVideos(1)
    const csv = await world.csv(['P1,a.jpg', 'P2,a.jpg'])
    const confirm = async () => {
      await change(world, 'retire')
      return true
    }
    const source = { csv, columns: {} }
    const result = await enqueue(world.context, { source, force: true, confirm })
    expect(result).toMatchObject({ queued: 1, skipped: { active: 1 } })
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  })
})
