import type { JobStatus } from '../../generated/sqlite/enums.ts'
import { Prisma } from '../../generated/sqlite/client.ts'
import type { Db } from '../client.ts'
import { dialectOf } from '../dialect.ts'

export interface EndedGroup {
  batchId: string
  status: JobStatus
  jobs: number
  estimateMicros: number
}

/** Jobs that ended from `start` to before `end`, by batch and by how they ended. */
export async function endedInPeriod(
  db: Db,
  { start, end }: { start: Date; end: Date },
): Promise<EndedGroup[]> {
  // The + keeps SQLite from the index on status, which would read every job that ever ended.
  const status = dialectOf(db) === 'sqlite' ? Prisma.sql`+"status"` : Prisma.sql`"status"`
  const rows = await db.$queryRaw<
    { batchId: string; status: JobStatus; jobs: bigint; micros: bigint }[]
  >`
    SELECT "batchId", "status", COUNT(*) AS "jobs", CAST(SUM("estimateMicros") AS BIGINT) AS "micros"
    FROM "VideoGenerationJob"
    WHERE ${status} IN ('COMPLETED', 'FAILED', 'CANCELLED')
      AND "finishedAt" >= ${start} AND "finishedAt" < ${end}
    GROUP BY 1, 2`
  return rows.map(({ batchId, status, jobs, micros }) => {
    return { batchId, status, jobs: Number(jobs), estimateMicros: Number(micros) }
  })
}
