import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { everyJob, type Selection } from '../../src/jobs/selection.ts'
import { readSheet } from '../../src/reports/sheet.ts'
import type { Sheet, SheetJob } from '../../src/results.ts'
import { createFolderStorage } from '../../src/storage/folder.ts'
import { sheetLinks } from '../../src/reports/sheet-links.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

const REJECTED = { disposition: 'reject', code: 'OFFLINE_PICTURE_REFUSED', params: {} } as const

const opened = async (address: string) => address

/** As a bucket signs. */
const link = async (key: string, { expiresS }: { expiresS: number }) =>
  `https://s3.example:9000/b/${key}?X-Amz-Expires=${expiresS}`

function sheetOf(world: World, selection: Partial<Selection>): Promise<Sheet> {
  const { db, clock, storage, context } = world
  const { limits, timezone } = context
  const reading = { db, clock, storage, limits, timezone, opened, kind: 'live' as const }
  const about = { ...reading, linkS: 3600, aspectRatio: '9:16' }
  return readSheet(about, { ...everyJob, ...selection }, { folder: world.home })
}

async function jobsOf(sheet: Sheet): Promise<SheetJob[]> {
  return Array.fromAsync(sheet.jobs())
}

describe('a contact sheet', () => {
  test('has frames and video of each job, as far as they were made, in the order of the file', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P2', 'P1', 'P3'])
    ai.videoAnswers.push('ok', REJECTED)
    const worker = testWorker(world)
    await worker.run('P2')
    await worker.run('P1')
    const sheet = await sheetOf(world, { batch: 'last' })
    expect(sheet).toMatchObject({
      counts: { COMPLETED: 1, FAILED: 1, QUEUED: 1 },
      costMicros: WHOLE_MICROS + 60_000,
      shown: 3,
      more: 0,
      sources: ["'self'", 'file:'],
      linksUntil: null,
      batch: { source: 'products-1.csv', actor: 'tester' },
    })
    const jobs = await jobsOf(sheet)
    expect(jobs.map((job) => job.productId)).toEqual(['P2', 'P1', 'P3'])
    const made = jobs.map(({ startFrame, endFrame, video }) => [startFrame, endFrame, video])
    expect(made.map((row) => row.map((address) => address !== null))).toEqual([
      [true, true, true],
      [true, true, false],
      [false, false, false],
    ])
    for (const address of made.flat().filter((link) => link !== null)) {
      expect(address).toMatch(/^videos\//)
      expect(existsSync(join(world.home, address))).toBe(true)
    }
    expect(jobs[1]!.error).toMatchObject({ code: 'OFFLINE_PICTURE_REFUSED' })
  })

  test('shows the video as it was bought, until it is stored for the shop', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    await testWorker(world).runDue()
    await world.db.step.deleteMany({ where: { step: 'UPLOAD' } })
    const [job] = await jobsOf(await sheetOf(world, { products: ['P1'] }))
    expect(job!.video).toMatch(/^videos\/frames\/.*\/video-1\.mp4$/)
  })

  test('frames of an earlier job that were used again are shown', async () => {
    const world = await openWorld(fakeAi())
    await world.enqueue(['P1'])
    const worker = testWorker(world)
    await worker.runDue()
    world.clock.advance(1000)
    await world.enqueue(['P1'], { force: true })
    await worker.runDue()
    const [first, second] = await jobsOf(await sheetOf(world, { products: ['P1'] }))
    expect(second!.startFrame).toBe(first!.startFrame)
    expect(second!.video).not.toBe(first!.video)
  })

  test('what waits for approval says for what, and how long', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'], { hold: ['cost'] })
    const [job] = await jobsOf(await sheetOf(world, { products: ['P1'] }))
    expect(job!.awaits).toEqual({
      approval: 'cost',
      costMicros: WHOLE_MICROS,
      until: new Date(world.clock().getTime() + 7 * 24 * 3_600_000).toISOString(),
    })
  })

  test('pages through many jobs, also of many products, and keeps to the limit', async () => {
    const world = await openWorld({ jobs: 1000, micros: 1_000_000_000 })
    const products = Array.from({ length: 450 }, (_, i) => `P${String(i).padStart(3, '0')}`)
    await world.enqueue(products)
    const all = await sheetOf(world, { products })
    expect((await jobsOf(all)).map((job) => job.productId)).toEqual(products)
    const some = await sheetOf(world, { products, limit: 210 })
    expect(some).toMatchObject({ shown: 210, more: 240, counts: { QUEUED: 450 } })
    expect(await jobsOf(some)).toHaveLength(210)
  })

  test('of nothing is empty', async () => {
    const world = await openWorld()
    const sheet = await sheetOf(world, { products: ['P1'] })
    expect(sheet).toMatchObject({ shown: 0, more: 0, counts: {}, batch: null })
    expect(await jobsOf(sheet)).toEqual([])
  })
})

describe('links into a folder', () => {
  const root = '/srv/shop/.vidgen/videos'
  const at = new Date('2026-11-23T09:00:00Z')

  test.each([
    ['/srv/shop', 'frames/j/start-1', '.vidgen/videos/frames/j/start-1'],
    ['/srv/sheets/a', 'frames/j/start-1', '../../shop/.vidgen/videos/frames/j/start-1'],
    [
      '/srv/shop',
      'videos/셔츠 50%#1?/j.mp4',
      `.vidgen/videos/videos/${encodeURIComponent('셔츠 50%#1?')}/j.mp4`,
    ],
  ])('from %s to %s', async (folder, key, address) => {
    const storage = createFolderStorage({ root })
    const links = await sheetLinks(storage, { folder, at, expiresS: 60 })
    expect(await links.to(key)).toBe(address)
    const [path] = decodeURIComponent(address).split('\0')
    expect(resolve(folder, path!)).toBe(join(root, key))
  })

  test('of another storage they are signed for a while, and the policy names their origin', async () => {
    const storage = { ...createFolderStorage({ root }), link }
    const links = await sheetLinks(storage, { folder: '/srv', at, expiresS: 3600 })
    expect(links.sources).toEqual(['https://s3.example:9000'])
    expect(links.until).toEqual(new Date('2026-11-23T10:00:00Z'))
    expect(await links.to('frames/j/end-1')).toContain('/b/frames/j/end-1?X-Amz-Expires=3600')
  })
})
