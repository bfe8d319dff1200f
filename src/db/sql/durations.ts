import type { Db } from '../client.ts'
import { dialectOf } from '../dialect.ts'

/** Milliseconds from start to end; null without a completed job. */
export interface DurationQuantiles {
  p50Ms: number | null
  p95Ms: number | null
}

/** Nearest-rank quantiles over the jobs completed from `start` to before `end`, without loading them. */
export async function durationQuantiles(
  db: Db,
  period: { start: Date; end: Date },
): Promise<DurationQuantiles> {
  const ask = dialectOf(db) === 'sqlite' ? onSqlite : onPostgres
  const [row] = await ask(db, period)
  return { p50Ms: orNull(row?.p50), p95Ms: orNull(row?.p95) }
}

interface Row {
  p50: bigint | number | null
  p95: bigint | number | null
}

function onPostgres(db: Db, { start, end }: { start: Date; end: Date }): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY "ms") AS "p50",
           PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY "ms") AS "p95"
    FROM (
      SELECT CAST(EXTRACT(EPOCH FROM "finishedAt" - "startedAt") * 1000 AS BIGINT) AS "ms"
      FROM "VideoGenerationJob"
      WHERE "status" = 'COMPLETED' AND "startedAt" IS NOT NULL
        AND "finishedAt" >= ${start} AND "finishedAt" < ${end}
    ) AS "d"`
}

function onSqlite(db: Db, { start, end }: { start: Date; end: Date }): Promise<Row[]> {
  // The + keeps SQLite from the index on status, which would read every completed job.
  return db.$queryRaw<Row[]>`
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
}

function orNull(value: bigint | number | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}
