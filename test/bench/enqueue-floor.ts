/** The least that a batch costs: its rows by the plain driver, its deliveries by Bull itself. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import Bull from 'bull'
import { Redis } from 'ioredis'
import { migrate } from '../../src/db/migrate.ts'
import { ensurePrivateRedis, stopPrivateRedis } from '../../src/embedded/private-redis.ts'
import { productAt } from './products.ts'

/** Rows of one transaction. */
export const INSERT_CHUNK = 1_000
const DELIVER_CHUNK = 500
const BATCH = 'floor'
const AT = Date.UTC(2026, 10, 23)

const INSERT_BATCH = `INSERT INTO "Batch" ("id", "state", "sourceName", "actor", "counts",
  "estimateMicros", "budgetDay", "createdAt") VALUES ('${BATCH}', 'READY', 'f', 'f', '{}', 0, '2026-11-23', ${AT})`
const INSERT_PRODUCT = `INSERT INTO "Product" ("id", "name", "imageUrl", "modelType", "category",
  "createdAt", "updatedAt") VALUES (?, ?, ?, ?, ?, ${AT}, ${AT})`
const INSERT_JOB = `INSERT INTO "VideoGenerationJob" ("id", "productId", "claimKey", "batchId", "status",
  "input", "options", "inputHash", "estimateMicros", "reservedMicros", "reservedJobs", "budgetDay", "queuedAt", "updatedAt")
  VALUES (?, ?, ?, '${BATCH}', 'QUEUED', ?, ?, ?, 267200, 267200, 1, '2026-11-23', ${AT}, ${AT})`

/** Inserts the products and jobs of so many rows into a new database; resolves to milliseconds. */
export async function bulkInsert(file: string, rows: number): Promise<number> {
  await migrate({ file })
  const db = new Database(file)
  try {
    // As the product's own connection is set.
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON'])
      db.pragma(pragma)
    const startedMs = performance.now()
    insertAll(db, rows)
    return performance.now() - startedMs
  } finally {
    db.close()
  }
}

function insertAll(db: Database.Database, rows: number): void {
  db.exec(INSERT_BATCH)
  const product = db.prepare(INSERT_PRODUCT)
  const job = db.prepare(INSERT_JOB)
  const chunk = db.transaction((from: number, to: number) => {
    for (let place = from; place < to; place++) {
      const row = floorRow(place)
      product.run(row.id, row.name, row.imageUrl, row.modelType, row.category)
      job.run(row.jobId, row.id, row.id, row.input, OPTIONS, row.hash)
    }
  })
  for (let from = 1; from <= rows; from += INSERT_CHUNK)
    chunk.immediate(from, Math.min(from + INSERT_CHUNK, rows + 1))
}

const OPTIONS = JSON.stringify({ durationS: 3, resolution: '480p', seed: 1, fresh: false })

/** A product and its job, of the size that ours have. */
export function floorRow(place: number) {
  const product = productAt(place)
  const { name, imageUrl, modelType, category } = product
  const input = JSON.stringify({ imageUrl, modelType, name, category, prompt: null })
  const id = jobId(place)
  return { ...product, jobId: id, input, options: OPTIONS, hash: id.repeat(3) }
}

/** As long as ours. */
function jobId(place: number): string {
  return `01kaxxxxxx${String(place).padStart(16, '0')}`
}

/** Adds so many jobs to a Bull queue on a private Redis; resolves to milliseconds. */
export async function bulkDeliver(folder: string, rows: number): Promise<number> {
  const home = join(folder, 'floor-redis')
  await mkdir(home, { recursive: true })
  const { socket } = await ensurePrivateRedis({ home })
  const queue = new Bull('floor', { createClient: () => new Redis({ path: socket }) })
  try {
    await queue.isReady()
    const startedMs = performance.now()
    for (let from = 1; from <= rows; from += DELIVER_CHUNK)
      await queue.addBulk(deliveries(from, Math.min(from + DELIVER_CHUNK, rows + 1)))
    return performance.now() - startedMs
  } finally {
    await queue.close()
    queue.client.disconnect()
    await stopPrivateRedis(home)
  }
}

function deliveries(from: number, to: number) {
  return Array.from({ length: to - from }, (_, index) => {
    const id = jobId(from + index)
    const opts = { jobId: `v-${id}-0`, attempts: 1, removeOnComplete: true, removeOnFail: true }
    return { data: { jobId: id, seq: 0 }, opts }
  })
}
