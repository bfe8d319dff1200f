import type { Db } from '../client.ts'

/** Milliseconds from start to end; null without a completed job. */
export interface DurationQuantiles {
  p50Ms: number | null
  p95Ms: number | null
}

/** Nearest-rank quantiles over the jobs completed from `start` to before `end`, without loading them. */
export async function durationQuantiles(
  db: Db,
  { start, end }: { start: Date; end: Date },
): Promise<DurationQuantiles> {
  // The + keeps SQLite from the index on status, which would read every completed job.
  const [row] = await db.$queryRaw<{ p50: bigint | null; p95: bigint | null }[]>`
    SELECT MIN(CASE WHEN "n" * 100 >= "total" * 50 THEN "ms" END) AS "p50",
           MIN(CASE WHEN "n" * 100 >= "total" * 95 THEN "ms" END) AS "p95"
    FROM (
      SELECT "finishedAt" - "startedAt" AS "ms",
             ROW_NUMBER() OVER (ORDER BY "finishedAt" - "startedAt") AS "n",
             COUNT(*) OVER () AS "total"
      FROM "VideoGenerationJob"
      WHERE +"status" = 'COMPLETED' AND "startedAt" IS NOT NULL
        AND "finishedAt" >= ${start} AND "finishedAt" < ${end}
    )`
  return { p50Ms: orNull(row?.p50), p95Ms: orNull(row?.p95) }
}

function orNull(value: bigint | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}
