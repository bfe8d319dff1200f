/** A home on SQLite and a folder moves to another database (PostgreSQL in the project of that name) and S3. */
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/client.ts'
import { importHome, type ImportContext } from '../../src/operations/import/import.ts'
import type { EnqueueResult, ImportResult, JobInfo } from '../../src/results.ts'
import { createS3Storage } from '../../src/storage/s3.ts'
import { productIds, writeCsv } from '../faults/stage.ts'
import { startS3Server } from '../storage/s3-server.ts'
import { assertBooks } from '../support/books.ts'
import { testDatabase } from '../support/database.ts'
import { freshHome } from './support/home.ts'
import { askVidgen, startVidgen } from './support/program.ts'

const QUICK = { VIDGEN_OFFLINE_MEDIA: 'sample', VIDGEN_BACKOFF_MS: '100' }
const PRODUCTS = 3

interface Shop {
  home: string
  csv: string
  /** Where the shop moves to, as settings and opened. */
  settings: Record<string, string>
  target: ImportContext
}

/** A home with finished jobs, one of them failed, and an empty place to move to. */
async function openShop(): Promise<Shop> {
  const home = await freshHome()
  const server = await startS3Server()
  const database = await testDatabase(join(home.path, 'elsewhere'))
  const { target } = database
  const file = 'file' in target ? join(home.path, 'new.db') : null
  const csv = writeCsv(home.path, 'products.csv', productIds(0, PRODUCTS))
  const { endpoint, region, accessKeyId, secretAccessKey } = server.options
  const settings = {
    ...QUICK,
    DATABASE_URL: 'url' in target ? target.url : `file:${file}`,
    S3_BUCKET: 'videos',
    S3_ENDPOINT: endpoint,
    S3_REGION: region,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  }
  const storage = createS3Storage(server.options)
  const opened = 'url' in target ? target : { file: file! }
  const { db } = await openDatabase({ ...opened, kind: 'rehearsal' })
  onTestFinished(async () => {
    storage.close()
    await db.$disconnect()
    await server.stop()
    await database.remove()
    await home.end()
  })
  const shop = {
    home: home.path,
    csv,
    settings,
    target: { db, database: opened, kind: 'rehearsal', storage } as const,
  }
  await ask(shop, QUICK, 'enqueue', '--csv', csv)
  return shop
}

const ask = <T>({ home }: Shop, env: Record<string, string>, ...words: string[]) =>
  askVidgen<T>(words, { home, env })

async function openFinished(): Promise<Shop> {
  const shop = await openShop()
  await ask(shop, QUICK, 'worker', '--drain')
  return shop
}

/** Every row of what was moved, but for the addresses and what each database writes its own way. */
async function contents(db: Db): Promise<Record<string, unknown>> {
  const [products, batches, jobs, calls, steps, ledger, usage, events] = await Promise.all([
    db.product.findMany({ orderBy: { id: 'asc' }, omit: { videoUrl: true, posterUrl: true } }),
    db.batch.findMany(),
    db.videoGenerationJob.findMany({ orderBy: { id: 'asc' }, omit: { videoUrl: true } }),
    db.providerCall.findMany({ orderBy: { id: 'asc' } }),
    db.step.findMany({ orderBy: [{ jobId: 'asc' }, { doneAt: 'asc' }, { artefactKey: 'asc' }] }),
    db.ledgerEntry.findMany({ orderBy: { id: 'asc' } }),
    db.dailyUsage.findMany({ orderBy: [{ period: 'asc' }, { provider: 'asc' }] }),
    db.jobEvent.findMany({ orderBy: { id: 'asc' } }),
  ])
  return { products, batches, jobs, calls, steps, ledger, usage, events }
}

async function sourceOf({ home }: Shop): Promise<Db> {
  const { db } = await openDatabase({ file: join(home, 'rehearsal.db'), kind: 'rehearsal' })
  onTestFinished(() => db.$disconnect())
  return db
}

test('all of it moves, and the shop goes on there', async () => {
  const shop = await openFinished()
  const { settings, csv, home } = shop
  const planned = await ask<ImportResult>(shop, settings, 'import', '--dry-run')
  expect(planned).toMatchObject({ dryRun: true, rows: { product: PRODUCTS, ledgerEntry: 10 } })
  expect(planned.objects).toEqual({ copied: 5 * PRODUCTS + 1, present: 0, missing: 0 })
  expect(await shop.target.db.product.count()).toBe(0)

  const moved = await ask<ImportResult>(shop, settings, 'import')
  expect(moved.objects).toEqual(planned.objects)
  expect(await contents(shop.target.db)).toEqual(await contents(await sourceOf(shop)))
  await assertBooks(shop.target.db)
  const { jobs } = await ask<{ jobs: JobInfo[] }>(shop, settings, 'status')
  expect(jobs).toHaveLength(PRODUCTS)
  for (const { videoUrl, posterUrl } of jobs) {
    expect((await fetch(videoUrl!)).headers.get('content-type')).toBe('video/mp4')
    expect((await fetch(posterUrl!)).headers.get('content-type')).toMatch(/^image\//)
  }

  const again = await ask<ImportResult>(shop, settings, 'import')
  expect(again.objects).toEqual({ copied: 0, present: 5 * PRODUCTS + 1, missing: 0 })
  const same = await ask<EnqueueResult>(shop, settings, 'enqueue', '--csv', csv)
  expect(same).toMatchObject({ queued: 0, skipped: { completed: PRODUCTS } })
  const more = writeCsv(home, 'more.csv', productIds(PRODUCTS, PRODUCTS + 1))
  await ask(shop, settings, 'enqueue', '--csv', more)
  await ask(shop, settings, 'worker', '--drain')
  expect(await shop.target.db.videoGenerationJob.count({ where: { status: 'COMPLETED' } })).toBe(
    PRODUCTS + 1,
  )
  await assertBooks(shop.target.db)
}, 120_000)

test('interrupted after every page, it goes on where it stopped', async () => {
  const shop = await openFinished()
  let interruptions = 0
  for (let isDone = false; !isDone;) {
    const once = importHome(shop.target, {
      from: shop.home,
      dryRun: false,
      onProgress({ stage }) {
        if (stage === 'rows') throw new Error('interrupted')
      },
    })
    isDone = await once.then(
      () => true,
      (error: Error) => {
        expect(error.message).toBe('interrupted')
        interruptions++
        return false
      },
    )
  }
  expect(interruptions).toBeGreaterThanOrEqual(8)
  expect(await contents(shop.target.db)).toEqual(await contents(await sourceOf(shop)))
}, 60_000)

test('a video that is gone or damaged keeps every row where it is', async () => {
  const shop = await openFinished()
  const videos = join(shop.home, 'videos/videos')
  const [gone, damaged] = readdirSync(videos).map((product) => {
    const name = readdirSync(join(videos, product)).find((file) => file.endsWith('.mp4'))
    return join(videos, product, name!)
  })
  cpSync(gone!, join(shop.home, 'kept.mp4'))
  rmSync(gone!)
  writeFileSync(damaged!, 'not the video')
  await expect(importHome(shop.target, { from: shop.home, dryRun: false })).rejects.toMatchObject({
    code: 'IMPORT_OBJECT_MISSING',
    params: { keys: [expect.stringMatching(/^videos\/.*mp4$/), expect.stringMatching(/mp4$/)] },
  })
  expect(await shop.target.db.product.count()).toBe(0)
}, 60_000)

test('what is not finished, not empty, not there or the same is refused with what to do', async () => {
  const shop = await openShop()
  const { home, settings } = shop
  const told = async (env: Record<string, string>, ...words: string[]) => {
    const { code, stderr } = await startVidgen(['import', ...words], { home, env }).ended
    return { code, stderr }
  }
  expect(await told(settings)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/3 of its jobs have not ended[^]*worker --drain/),
  })
  await ask(shop, QUICK, 'worker', '--drain')
  expect(await told(QUICK)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/DATABASE_URL/),
  })
  expect(await told(settings, '--from', join(home, 'tmp'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no .*rehearsal\.db to import/),
  })
  await shop.target.db.product.create({
    data: { id: 'X', imageUrl: 'https://a/b', modelType: 'female' },
  })
  expect(await told(settings)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/has products or batches already/),
  })
}, 60_000)
