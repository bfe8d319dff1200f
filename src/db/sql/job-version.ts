import type { Db } from '../client.ts'
import { textsIn } from '../dialect.ts'

interface Row {
  id: string
  version: string
}

/**
 * Changes whenever something does that is told of a job: its row, its events, calls and steps, or its
 * product. One statement over keys, however many jobs; those that there are not are left out.
 */
export async function jobVersions(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT j."id", CAST(j."updatedAt" AS TEXT) || '/' || CAST(j."status" AS TEXT) || '/' || j."progress" || '/' ||
      COALESCE(j."leaseOwner", '') || '/' || CAST(p."updatedAt" AS TEXT) || '/' || COALESCE(p."videoJobId", '') || '/' ||
      (SELECT COALESCE(MAX(e."id"), 0) || '.' || COUNT(*) FROM "JobEvent" e WHERE e."jobId" = j."id") || '/' ||
      (SELECT COUNT(*) || '.' || COUNT(c."acceptedAt") || '.' || COUNT(c."endedAt") || '.' || COALESCE(SUM(c."costMicros"), 0) || '.' ||
              COUNT(CASE WHEN c."outcome" = 'FAILED' THEN 1 END) || '.' || COUNT(CASE WHEN c."outcome" = 'UNKNOWN' THEN 1 END)
       FROM "ProviderCall" c WHERE c."jobId" = j."id") || '/' ||
      (SELECT COUNT(*) || '.' || COUNT(s."removedAt") FROM "Step" s WHERE s."jobId" = j."id") AS "version"
    FROM "VideoGenerationJob" j JOIN "Product" p ON p."id" = j."productId"
    WHERE j."id" IN (${textsIn(db, ids)})`
  return new Map(rows.map(({ id, version }) => [id, version]))
}
