import type { Db } from '../client.ts'

interface Row {
  version: string
}

/**
 * Changes whenever something does that is told of a job: its row, its events, calls and steps, or its
 * product. One statement over keys; null without such a job.
 */
export async function jobVersion(db: Db, id: string): Promise<string | null> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT CAST(j."updatedAt" AS TEXT) || '/' || CAST(j."status" AS TEXT) || '/' || j."progress" || '/' ||
      COALESCE(j."leaseOwner", '') || '/' || CAST(p."updatedAt" AS TEXT) || '/' || COALESCE(p."videoJobId", '') || '/' ||
      COALESCE((SELECT MAX(e."id") FROM "JobEvent" e WHERE e."jobId" = j."id"), 0) || '/' ||
      (SELECT COUNT(*) || '.' || COUNT(c."acceptedAt") || '.' || COUNT(c."endedAt") FROM "ProviderCall" c WHERE c."jobId" = j."id") || '/' ||
      (SELECT COUNT(*) FROM "Step" s WHERE s."jobId" = j."id") AS "version"
    FROM "VideoGenerationJob" j JOIN "Product" p ON p."id" = j."productId"
    WHERE j."id" = ${id}`
  return rows[0]?.version ?? null
}
