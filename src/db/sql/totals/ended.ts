import type { JobStatus } from '../../../generated/sqlite/enums.ts'
import { Prisma } from '../../../generated/sqlite/client.ts'
import type { Db } from '../../client.ts'
import { jsonRows } from '../../dialect.ts'

/** Borders of a day in milliseconds since 1970; the end is exclusive. */
export interface DayBorders {
  day: string
  start: number
  end: number
}

/** Jobs that ended in a period, in one of four groupings. */
export interface EndedGroup {
  by: 'day' | 'batch' | 'category' | 'error'
  /** The day, batch or category ('' for none); with `error` the code of what failed. */
  key: string
  status: JobStatus
  jobs: number
  estimateMicros: number
}

/** Every zone is whole quarters of an hour from UTC, in our times. */
export const QUARTER_MS = 900_000

/** The sums of every grouping in one statement, read from the kept totals of each quarter of an hour. */
export async function endedTotals(db: Db, days: DayBorders[]): Promise<EndedGroup[]> {
  const quarters = days.map(({ day, start, end }) => {
    return { day, start: Math.floor(start / QUARTER_MS), end: Math.floor(end / QUARTER_MS) }
  })
  const [first, last] = [quarters[0]?.start ?? 0, quarters.at(-1)?.end ?? 0]
  const sums = Prisma.sql`CAST(SUM("jobs") AS BIGINT) AS "jobs", CAST(SUM("micros") AS BIGINT) AS "micros"`
  const how = Prisma.sql`CAST("status" AS TEXT) AS "status"`
  const rows = await db.$queryRaw<
    { by: EndedGroup['by']; key: string; status: JobStatus; jobs: bigint; micros: bigint }[]
  >`
    WITH "t" AS MATERIALIZED (
      SELECT "batchId", "category", "status", "errorCode", SUM("jobs") AS "jobs", SUM("estimateMicros") AS "micros"
      FROM "EndedTotal" WHERE "quarter" >= ${first} AND "quarter" < ${last} GROUP BY 1, 2, 3, 4
    ),
    "d" AS (
      SELECT q."value"->>'day' AS "day", e."status", e."jobs", e."estimateMicros" AS "micros"
      FROM ${jsonRows(db, quarters)} AS q CROSS JOIN "EndedTotal" e
      WHERE e."quarter" >= CAST(q."value"->>'start' AS INTEGER) AND e."quarter" < CAST(q."value"->>'end' AS INTEGER)
    )
    SELECT 'day' AS "by", "day" AS "key", ${how}, ${sums} FROM "d" GROUP BY 1, 2, 3 HAVING SUM("jobs") <> 0
    UNION ALL SELECT 'batch', "batchId", ${how}, ${sums} FROM "t" GROUP BY 1, 2, 3 HAVING SUM("jobs") <> 0
    UNION ALL SELECT 'category', "category", ${how}, ${sums} FROM "t" GROUP BY 1, 2, 3 HAVING SUM("jobs") <> 0
    UNION ALL SELECT 'error', "errorCode", ${how}, ${sums} FROM "t" WHERE "errorCode" <> ''
      GROUP BY 1, 2, 3 HAVING SUM("jobs") <> 0
    ORDER BY 1, 2, 3`
  return rows.map(({ by, key, status, jobs, micros }) => {
    return { by, key, status, jobs: Number(jobs), estimateMicros: Number(micros) }
  })
}

/** Jobs that ended from `start` to before `end`, by how they ended. */
export async function endedCounts(
  db: Db,
  { start, end }: { start: Date; end: Date },
): Promise<Map<JobStatus, number>> {
  const [first, last] = [start, end].map((at) => Math.floor(at.getTime() / QUARTER_MS))
  const rows = await db.$queryRaw<{ status: JobStatus; jobs: bigint }[]>`
    SELECT CAST("status" AS TEXT) AS "status", CAST(SUM("jobs") AS BIGINT) AS "jobs" FROM "EndedTotal"
    WHERE "quarter" >= ${first} AND "quarter" < ${last} GROUP BY 1`
  return new Map(rows.map(({ status, jobs }) => [status, Number(jobs)]))
}
