/** The bulk statements of loading: Prisma's own createMany is ten times slower. One JSON parameter each. */
import type { Tx } from '../client.ts'

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
  status: 'QUEUED' | 'DEFERRED'
  input: object
  options: object
  inputHash: string
  priority: number
  estimateMicros: number
}

/** What all jobs of a chunk share. */
export interface JobDefaults {
  batchId: string
  budgetDay: string
  maxAttempts: number
  at: Date
}

/** Makes products and brings known ones up to date. */
export async function upsertProducts(tx: Tx, rows: ProductRow[], at: Date): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO "Product" ("id", "name", "imageUrl", "modelType", "category", "createdAt", "updatedAt")
    SELECT "value"->>'id', "value"->>'name', "value"->>'imageUrl', "value"->>'modelType', "value"->>'category', ${at}, ${at}
    FROM json_each(${JSON.stringify(rows)}) WHERE true
    ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name", "imageUrl" = excluded."imageUrl",
      "modelType" = excluded."modelType", "category" = excluded."category", "updatedAt" = excluded."updatedAt"`
}

/** Makes the jobs whose product nobody else claims; returns the products of those that were made. */
export async function insertJobs(tx: Tx, rows: JobRow[], defaults: JobDefaults): Promise<string[]> {
  if (rows.length === 0) return []
  const { batchId, budgetDay, maxAttempts, at } = defaults
  const made = await tx.$queryRaw<{ claimKey: string }[]>`
    INSERT INTO "VideoGenerationJob" ("id", "productId", "claimKey", "batchId", "status", "input", "options", "inputHash",
      "priority", "maxAttempts", "estimateMicros", "reservedMicros", "reservedJobs", "budgetDay", "queuedAt", "updatedAt")
    SELECT "value"->>'id', "value"->>'productId', "value"->>'productId', ${batchId}, "value"->>'status',
      "value"->'input', "value"->'options', "value"->>'inputHash', "value"->>'priority', ${maxAttempts}, "value"->>'estimateMicros',
      CASE "value"->>'status' WHEN 'QUEUED' THEN "value"->>'estimateMicros' ELSE 0 END,
      CASE "value"->>'status' WHEN 'QUEUED' THEN 1 ELSE 0 END, ${budgetDay}, ${at}, ${at}
    FROM json_each(${JSON.stringify(rows)}) WHERE true
    ON CONFLICT ("claimKey") DO NOTHING RETURNING "claimKey"`
  return made.map((row) => row.claimKey)
}

/** Finished jobs give up their claim on the product to the jobs that follow them. */
export async function takeClaims(tx: Tx, jobIds: string[]): Promise<void> {
  if (jobIds.length === 0) return
  await tx.$executeRaw`UPDATE "VideoGenerationJob" SET "claimKey" = NULL
    WHERE "status" = 'COMPLETED' AND "id" IN (SELECT "value" FROM json_each(${JSON.stringify(jobIds)}))`
}
