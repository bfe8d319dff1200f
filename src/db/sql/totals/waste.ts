import type { JobStatus } from '../../../generated/sqlite/enums.ts'
import type { Db } from '../../client.ts'

/** What was paid on a day for jobs that failed or were cancelled. */
export interface Waste {
  day: string
  status: JobStatus
  costMicros: number
}

/** From a day to a day, both inclusive. */
export async function wasteTotals(
  db: Db,
  { from, to }: { from: string; to: string },
): Promise<Waste[]> {
  const rows = await db.$queryRaw<{ day: string; status: JobStatus; micros: bigint }[]>`
    SELECT "day", CAST("status" AS TEXT) AS "status", CAST(SUM("costMicros") AS BIGINT) AS "micros" FROM "WasteTotal"
    WHERE "day" >= ${from} AND "day" <= ${to} GROUP BY 1, 2 HAVING SUM("costMicros") <> 0 ORDER BY 1, 2`
  return rows.map(({ day, status, micros }) => ({ day, status, costMicros: Number(micros) }))
}
