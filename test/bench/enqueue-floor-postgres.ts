/** The rows of a batch by PostgreSQL's own driver: chunks of arrays, each a transaction. */
import pg from 'pg'
import { connectionOf } from '../../src/db/postgres-connection.ts'
import { floorRow, INSERT_CHUNK } from './enqueue-floor.ts'

const AT = `'2026-11-23T00:00:00Z'`
const BATCH = 'floor'
const DAY = '2026-11-23'

const INSERT_BATCH = `INSERT INTO "Batch" ("id", "state", "sourceName", "actor", "counts", "estimateMicros",
  "budgetDay", "createdAt") VALUES ('${BATCH}', 'READY', 'f', 'f', '{}', 0, '${DAY}', ${AT})`
const INSERT_PRODUCTS = `INSERT INTO "Product" ("id", "name", "imageUrl", "modelType", "category", "createdAt", "updatedAt")
  SELECT "id", "name", "imageUrl", "modelType"::"ModelType", "category", ${AT}, ${AT}
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS "r"("id", "name", "imageUrl", "modelType", "category")`
const INSERT_JOBS = `INSERT INTO "VideoGenerationJob" ("id", "productId", "claimKey", "batchId", "status", "input", "options",
    "inputHash", "estimateMicros", "reservedMicros", "reservedJobs", "budgetDay", "queuedAt", "updatedAt")
  SELECT "id", "productId", "productId", '${BATCH}', 'QUEUED', "input"::jsonb, "options"::jsonb,
    "hash", 267200, 267200, 1, '${DAY}', ${AT}, ${AT}
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS "r"("id", "productId", "input", "options", "hash")`

/** Inserts the products and jobs of so many rows into a database with our tables; resolves to milliseconds. */
export async function bulkInsertPostgres(url: string, rows: number): Promise<number> {
  const client = new pg.Client(connectionOf(url))
  await client.connect()
  try {
    const startedMs = performance.now()
    await client.query(INSERT_BATCH)
    for (let from = 1; from <= rows; from += INSERT_CHUNK)
      await insertChunk(client, from, Math.min(from + INSERT_CHUNK, rows + 1))
    return performance.now() - startedMs
  } finally {
    await client.end()
  }
}

async function insertChunk(client: pg.Client, from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, index) => floorRow(from + index))
  const column = (name: keyof (typeof rows)[0]) => rows.map((row) => row[name])
  await client.query('BEGIN')
  await client.query(
    INSERT_PRODUCTS,
    (['id', 'name', 'imageUrl', 'modelType', 'category'] as const).map(column),
  )
  await client.query(
    INSERT_JOBS,
    (['jobId', 'id', 'input', 'options', 'hash'] as const).map(column),
  )
  await client.query('COMMIT')
}
