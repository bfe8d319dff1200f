/** A shop whose videos are made, and that grows old. */
import { onTestFinished } from 'vitest'
import { createS3Storage } from '../../src/storage/s3.ts'
import { cleanup, type CleanupContext } from '../../src/upkeep/cleanup.ts'
import type { CleanupResult } from '../../src/results.ts'
import { startS3Server } from '../storage/s3-server.ts'
import { DAY_MS } from '../support/clock.ts'
import { type FakeAi, fakeAi } from '../support/fake-ai.ts'
import { type TestWorker, testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'

export interface OldShop extends World {
  ai: FakeAi
  worker: TestWorker
  cleaning: CleanupContext
  days(days: number): void
  cleanup(olderThanDays?: number, dryRun?: boolean): Promise<CleanupResult>
  /** The keys in the storage, without the pictures. */
  keys(): Promise<string[]>
  /** Queues a product again, and runs it. */
  again(productId: string, how?: { fresh: boolean }): Promise<void>
}

/** Opens a shop on a folder or a bucket, and makes the videos of some products. */
export async function oldShop(kind: 'folder' | 's3', products: string[]): Promise<OldShop> {
  const ai = fakeAi()
  const bucket = kind === 's3' ? await startS3Server() : null
  if (bucket) onTestFinished(() => bucket.stop())
  const storage = bucket && createS3Storage({ ...bucket.options, prefix: 'shop/vidgen' })
  const world = await openWorld({ ...ai, ...(storage && { storage }) })
  const worker = testWorker(world)
  const { db, clock } = world
  const workFolder = world.context.workFolder
  const framesMs = 30 * DAY_MS
  const cleaning = { db, clock, actor: 'cleaner', storage: world.storage, workFolder, framesMs }
  if (products.length > 0) await world.enqueue(products)
  await worker.runDue()
  return Object.assign(world, {
    ai,
    worker,
    cleaning,
    days: (days: number) => clock.advance(days * DAY_MS),
    cleanup: (days = 90, dryRun = false) =>
      cleanup(cleaning, { olderThanMs: days * DAY_MS, dryRun }),
    async keys() {
      const pages = ['frames', 'videos', 'probes'].map((folder) =>
        Array.fromAsync(world.storage.list(folder)),
      )
      return (await Promise.all(pages)).flat(2).map(({ key }) => key)
    },
    async again(productId: string, { fresh } = { fresh: false }) {
      clock.advance(1_000)
      await world.enqueue([productId], fresh ? { fresh } : { force: true })
      await worker.runDue()
    },
  })
}
