import { Prisma } from '../../generated/sqlite/client.ts'
import type { Db } from '../client.ts'
import { dialectOf } from '../dialect.ts'

/** Of more jobs than these only the newest are looked at, so that looking is always quick. */
const MOST_JOBS = 1_000

/** How the newest jobs of a time ended. Amounts are those of the completed ones. */
export interface EndedLately {
  completed: number
  failed: number
  costMicros: number
  estimateMicros: number
}

interface Row {
  status: 'COMPLETED' | 'FAILED'
  jobs: bigint
  cost: bigint
  estimate: bigint
}

/** Videos that were made or failed from `start` to before `end`. */
export async function endedLately(
  db: Db,
  { start, end }: { start: Date; end: Date },
): Promise<EndedLately> {
  // The + keeps SQLite from the index on status, which would read every job that ever ended.
  const status = dialectOf(db) === 'sqlite' ? Prisma.sql`+"status"` : Prisma.sql`"status"`
  const rows = await db.$queryRaw<Row[]>`
    SELECT "status", COUNT(*) AS "jobs", CAST(SUM("costMicros") AS BIGINT) AS "cost",
      CAST(SUM("estimateMicros") AS BIGINT) AS "estimate"
    FROM (
      SELECT "status", "costMicros", "estimateMicros" FROM "VideoGenerationJob"
      WHERE ${status} IN ('COMPLETED', 'FAILED') AND "finishedAt" >= ${start} AND "finishedAt" < ${end}
      ORDER BY "finishedAt" DESC LIMIT ${MOST_JOBS}
    ) AS "newest" GROUP BY "status"`
  const [completed, failed] = (['COMPLETED', 'FAILED'] as const).map((status) =>
    rows.find((row) => row.status === status),
  )
  return {
    completed: Number(completed?.jobs ?? 0),
    failed: Number(failed?.jobs ?? 0),
    costMicros: Number(completed?.cost ?? 0),
    estimateMicros: Number(completed?.estimate ?? 0),
  }
}
