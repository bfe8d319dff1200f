import type { JobStatus, ModelType } from '../../generated/sqlite/enums.ts'
import { Prisma } from '../../generated/sqlite/client.ts'
import type { Db } from '../client.ts'
import { textsIn } from '../dialect.ts'

/** A product with its newest job. */
export interface ProductPageRow {
  id: string
  name: string | null
  imageUrl: string
  modelType: ModelType
  category: string | null
  videoUrl: string | null
  posterUrl: string | null
  videoJobId: string | null
  retiredAt: Date | null
  updatedAt: Date
  jobId: string | null
  status: JobStatus | null
  progress: number | bigint | null
  costMicros: bigint | null
  errorCode: string | null
  errorParams: unknown
  queuedAt: Date | null
  finishedAt: Date | null
}

/** What narrows the rows; null and empty narrow nothing. */
export interface ProductPageFilter {
  /** Part of the id or the name, in any case. */
  query: string | null
  statuses: readonly (JobStatus | 'NONE')[]
  /** One product. */
  id: string | null
}

/** The next products after an id, ordered by it. */
export function productPage(
  db: Db,
  { query, statuses, id }: ProductPageFilter,
  page: { after: string; take: number },
): Promise<ProductPageRow[]> {
  const like = query === null ? null : `%${query.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return db.$queryRaw<ProductPageRow[]>`
    SELECT p."id", p."name", p."imageUrl", p."modelType", p."category", p."videoUrl", p."posterUrl",
           p."videoJobId", p."retiredAt", p."updatedAt", j."id" AS "jobId", j."status", j."progress",
           j."costMicros", j."errorCode", j."errorParams", j."queuedAt", j."finishedAt"
    FROM "Product" p
    LEFT JOIN "VideoGenerationJob" j ON j."id" = (
      SELECT MAX(s."id") FROM "VideoGenerationJob" s WHERE s."productId" = p."id"
    )
    WHERE p."id" > ${page.after}
      ${id === null ? Prisma.empty : Prisma.sql`AND p."id" = ${id}`}
      ${like === null ? Prisma.empty : Prisma.sql`AND (LOWER(p."id") LIKE ${like} ESCAPE '\\' OR LOWER(p."name") LIKE ${like} ESCAPE '\\')`}
      ${statuses.length === 0 ? Prisma.empty : Prisma.sql`AND COALESCE(CAST(j."status" AS TEXT), 'NONE') IN (${textsIn(db, [...statuses])})`}
    ORDER BY p."id" LIMIT ${page.take}`
}
