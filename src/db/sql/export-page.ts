import type { JobStatus } from '../../generated/sqlite/enums.ts'
import { Prisma } from '../../generated/sqlite/client.ts'
import type { Db } from '../client.ts'
import { textsIn } from '../dialect.ts'

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
  retiredAt: Date | null
  unpublishedAt: Date | null
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
  const oneOf = (column: Prisma.Sql, values: string[]) =>
    values.length > 0 ? Prisma.sql`AND ${column} IN (${textsIn(db, values)})` : Prisma.empty
  // A product without a job is a row only where nothing was asked about jobs.
  const isAskedOfJobs = filter.jobs.length + filter.statuses.length > 0 || batchId || since || error
  return db.$queryRaw<ExportPageRow[]>`
    SELECT p."id" AS "productId", p."videoUrl", p."posterUrl", p."updatedAt" AS "productUpdatedAt",
           j."id" AS "jobId", j."status", j."costMicros", j."errorCode", j."errorParams",
           j."updatedAt" AS "jobUpdatedAt", p."retiredAt", j."unpublishedAt"
    FROM "Product" p
    LEFT JOIN "VideoGenerationJob" j ON j."id" = (
      SELECT MAX(s."id") FROM "VideoGenerationJob" s
      WHERE s."productId" = p."id"
        ${oneOf(Prisma.sql`s."id"`, filter.jobs)}
        ${batchId ? Prisma.sql`AND s."batchId" = ${batchId}` : Prisma.empty}
        ${since ? Prisma.sql`AND s."queuedAt" >= ${since}` : Prisma.empty}
    )
    WHERE p."id" > ${page.after}
      ${oneOf(Prisma.sql`p."id"`, filter.products)}
      ${isAskedOfJobs ? Prisma.sql`AND j."id" IS NOT NULL` : Prisma.empty}
      ${oneOf(Prisma.sql`CAST(j."status" AS TEXT)`, filter.statuses)}
      ${error ? Prisma.sql`AND j."errorCode" = ${error}` : Prisma.empty}
      ${changedSince ? Prisma.sql`AND (p."updatedAt" >= ${changedSince} OR j."updatedAt" >= ${changedSince})` : Prisma.empty}
    ORDER BY p."id" LIMIT ${page.take}`
}
