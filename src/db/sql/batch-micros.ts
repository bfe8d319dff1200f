/** What a batch comes to: what was paid for jobs that ended, and what the others are expected to cost. */
import { Prisma } from '../../generated/sqlite/client.ts'
import { ENDED } from '../../jobs/states.ts'
import type { Db } from '../client.ts'

/** All of a batch in micro-dollars, one of its jobs counted as `wholeMicros`. */
export async function batchMicros(
  db: Pick<Db, '$queryRaw'>,
  { id, batchId, wholeMicros }: { id: string; batchId: string; wholeMicros: number },
): Promise<number> {
  const ended = Prisma.join(ENDED.map((status) => Prisma.sql`${status}`))
  const [row] = await db.$queryRaw<{ micros: bigint }[]>`
    SELECT CAST(COALESCE(SUM(CASE WHEN CAST("status" AS TEXT) IN (${ended})
        OR "costMicros" + "reservedMicros" > "estimateMicros"
      THEN "costMicros" + "reservedMicros" ELSE "estimateMicros" END), 0) AS BIGINT) AS "micros"
    FROM "VideoGenerationJob" WHERE "batchId" = ${batchId} AND "id" <> ${id}`
  return Number(row!.micros) + wholeMicros
}
