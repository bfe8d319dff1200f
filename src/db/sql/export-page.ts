import type { JobStatus } from '../../generated/sqlite/enums.ts'
import type { Db } from '../client.ts'

/** A product with its newest job, of those that `jobs`, `batchId` and `since` leave. */
export interface ExportPageRow {
  productId: string
  videoUrl: string | null
  posterUrl: string | null
  productUpdatedAt: Date
  jobId: string | null
  status: JobStatus | null
  costMicros: bigint | null
  errorCode: string | null
  errorParams: unknown
  jobUpdatedAt: Date | null
}

/** What narrows the rows; null and empty lists narrow nothing. */
export interface ExportFilter {
  jobs: string[]
  batchId: string | null
  since: Date | null
  products: string[]
  statuses: JobStatus[]
  error: string | null
  /** Product or job changed at or after it. */
  changedSince: Date | null
}

/**
 * The next rows after a product id, ordered by it. One statement with lists as JSON: however many
 * products were asked for, its number of parameters and the memory stay the same.
 */
export function exportPage(
  db: Db,
  filter: ExportFilter,
  page: { after: string; take: number },
): Promise<ExportPageRow[]> {
  const { batchId, since, error, changedSince } = filter
  const jobs = list(filter.jobs)
  const products = list(filter.products)
  const statuses = list(filter.statuses)
  // A product without a job is a row only where nothing was asked about jobs.
  const everyProduct = [jobs, batchId, since, statuses, error].every((asked) => asked === null)
  return db.$queryRaw<ExportPageRow[]>`
    SELECT p."id" AS "productId", p."videoUrl", p."posterUrl", p."updatedAt" AS "productUpdatedAt",
           j."id" AS "jobId", j."status", j."costMicros", j."errorCode", j."errorParams",
           j."updatedAt" AS "jobUpdatedAt"
    FROM "Product" p
    LEFT JOIN "VideoGenerationJob" j ON j."id" = (
      SELECT MAX(s."id") FROM "VideoGenerationJob" s
      WHERE s."productId" = p."id"
        AND (${jobs} IS NULL OR s."id" IN (SELECT value FROM json_each(${jobs})))
        AND (${batchId} IS NULL OR s."batchId" = ${batchId})
        AND (${since} IS NULL OR s."queuedAt" >= ${since})
    )
    WHERE p."id" > ${page.after}
      AND (${products} IS NULL OR p."id" IN (SELECT value FROM json_each(${products})))
      AND (${everyProduct} OR j."id" IS NOT NULL)
      AND (${statuses} IS NULL OR j."status" IN (SELECT value FROM json_each(${statuses})))
      AND (${error} IS NULL OR j."errorCode" = ${error})
      AND (${changedSince} IS NULL OR p."updatedAt" >= ${changedSince} OR j."updatedAt" >= ${changedSince})
    ORDER BY p."id" LIMIT ${page.take}`
}

function list(values: string[]): string | null {
  return values.length > 0 ? JSON.stringify(values) : null
}
