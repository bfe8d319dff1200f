import type { Db } from '../../db/client.ts'
import { jsonRows } from '../../db/dialect.ts'
import type { JobStatus, ModelType } from '../../generated/sqlite/enums.ts'

/** What the database knows of a product, and its newest job. */
export interface KnownProduct {
  productId: string
  /** null: no such product. */
  known: string | null
  imageUrl: string | null
  modelType: ModelType | null
  name: string | null
  category: string | null
  retired: bigint | number | boolean
  jobId: string | null
  status: JobStatus | null
  inputHash: string | null
}

/** One row for each id, in the order given, also for unknown ones. */
export function findProducts(
  db: Pick<Db, '$queryRaw'>,
  productIds: string[],
): Promise<KnownProduct[]> {
  return db.$queryRaw<KnownProduct[]>`
    SELECT "w"."id" AS "productId", "p"."id" AS "known", "p"."imageUrl", "p"."modelType", "p"."name", "p"."category",
           "p"."retiredAt" IS NOT NULL AS "retired", "j"."id" AS "jobId", "j"."status", "j"."inputHash"
    FROM (SELECT "key", "value"->>'id' AS "id" FROM ${jsonRows(
      db,
      productIds.map((id) => ({ id })),
    )} AS "r") AS "w"
    LEFT JOIN "Product" AS "p" ON "p"."id" = "w"."id"
    LEFT JOIN "VideoGenerationJob" AS "j" ON "j"."id" =
      (SELECT "id" FROM "VideoGenerationJob" WHERE "productId" = "w"."id" ORDER BY "id" DESC LIMIT 1)
    ORDER BY "w"."key"`
}
