/** The bulk statements of loading: Prisma's own createMany is ten times slower. One JSON parameter each. */
import { Prisma } from '../../generated/sqlite/client.ts'
import type { Tx } from '../client.ts'
import { asEnum, dialectOf, jsonRows, textsIn } from '../dialect.ts'

export interface ProductRow {
  id: string
  name: string | null
  imageUrl: string
  modelType: string
  category: string | null
}

export interface JobRow {
  id: string
  productId: string
  status: 'QUEUED' | 'DEFERRED' | 'AWAITING_APPROVAL'
  /** 1 where its estimate and a slot are reserved. */
  reservedJobs: 0 | 1
  input: object
  options: object
  inputHash: string
  priority: number
  estimateMicros: number
  /** Its reservation by provider; empty where nothing is reserved. */
  reservedBy: Readonly<Record<string, number>>
}

/** What all jobs of a chunk share. */
export interface JobDefaults {
  batchId: string
  budgetDay: string
  maxAttempts: number
  at: Date
  /** When jobs that wait for the approval of their cost give up; null where none does. */
  awaitsCostUntil: Date | null
  reviewVideo: boolean
}

/**
 * How many rows one transaction loads, and how long the next one waits: SQLite has one writer at a
 * time, and the workers' leases must get through; elsewhere every transaction costs its round trips.
 */
export function loadPace(db: Pick<Tx, '$queryRaw'>): { rows: number; gapMs: number } {
  return dialectOf(db) === 'sqlite' ? { rows: 1_000, gapMs: 5 } : { rows: 2_000, gapMs: 0 }
}

/** Makes products and brings known ones up to date. */
export async function upsertProducts(tx: Tx, rows: ProductRow[], at: Date): Promise<void> {
  if (rows.length === 0) return
  const modelType = asEnum(tx, 'ModelType', Prisma.sql`"value"->>'modelType'`)
  await tx.$executeRaw`
    INSERT INTO "Product" ("id", "name", "imageUrl", "modelType", "category", "createdAt", "updatedAt")
    SELECT "value"->>'id', "value"->>'name', "value"->>'imageUrl', ${modelType}, "value"->>'category',
      CAST(${at} AS TIMESTAMP), CAST(${at} AS TIMESTAMP)
    FROM ${jsonRows(tx, rows)} AS "r" WHERE true
    ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name", "imageUrl" = excluded."imageUrl",
      "modelType" = excluded."modelType", "category" = excluded."category", "updatedAt" = excluded."updatedAt"`
}

/** Makes the jobs whose product nobody else claims or has retired meanwhile; returns the products of those that were made. */
export async function insertJobs(tx: Tx, rows: JobRow[], defaults: JobDefaults): Promise<string[]> {
  if (rows.length === 0) return []
  const { batchId, budgetDay, maxAttempts, at, awaitsCostUntil, reviewVideo } = defaults
  const status = asEnum(tx, 'JobStatus', Prisma.sql`"value"->>'status'`)
  const estimate = Prisma.sql`CAST("value"->>'estimateMicros' AS BIGINT)`
  const slots = Prisma.sql`CAST("value"->>'reservedJobs' AS INTEGER)`
  const awaits = awaitsCostUntil ? 'cost' : null
  const made = await tx.$queryRaw<{ claimKey: string }[]>`
    INSERT INTO "VideoGenerationJob" ("id", "productId", "claimKey", "batchId", "status", "input", "options", "inputHash",
      "priority", "maxAttempts", "estimateMicros", "reservedMicros", "reservedJobs", "reservedBy", "budgetDay", "queuedAt", "updatedAt",
      "awaits", "awaitsUntil", "reviewVideo")
    SELECT "value"->>'id', "value"->>'productId', "value"->>'productId', ${batchId}, ${status},
      "value"->'input', "value"->'options', "value"->>'inputHash', CAST("value"->>'priority' AS INTEGER),
      CAST(${maxAttempts} AS INTEGER), ${estimate},
      CASE ${slots} WHEN 1 THEN ${estimate} ELSE 0 END, ${slots}, "value"->'reservedBy', ${budgetDay},
      CAST(${at} AS TIMESTAMP), CAST(${at} AS TIMESTAMP),
      CAST(${awaits} AS TEXT), CAST(${awaitsCostUntil} AS TIMESTAMP), CAST(${reviewVideo} AS BOOLEAN)
    FROM ${jsonRows(tx, rows)} AS "r"
    WHERE NOT EXISTS (SELECT 1 FROM "Product" WHERE "id" = "r"."value"->>'productId' AND "retiredAt" IS NOT NULL)
    ON CONFLICT ("claimKey") DO NOTHING RETURNING "claimKey"`
  return made.map((row) => row.claimKey)
}

/** Finished jobs give up their claim on the product to the jobs that follow them. */
export async function takeClaims(tx: Tx, jobIds: string[]): Promise<void> {
  if (jobIds.length === 0) return
  await tx.$executeRaw`UPDATE "VideoGenerationJob" SET "claimKey" = NULL
    WHERE "status" = 'COMPLETED' AND "id" IN (${textsIn(tx, jobIds)})`
}
