import { Prisma } from '../../../generated/sqlite/client.ts'
import type { Db } from '../../client.ts'
import { dialectOf, jsonRows } from '../../dialect.ts'

/** A span of time under a name: milliseconds since 1970, the end is exclusive. */
export interface Span {
  key: string
  start: number
  end: number
}

/** Nearest-rank quantiles of what took so many milliseconds. */
export interface DurationQuantiles {
  key: string
  p50Ms: number
  p95Ms: number
}

/**
 * From start to end of the jobs that completed in each span, without loading them; spans without any
 * are left out. Reads a row a job: for the totals of many jobs see `durationBins`.
 */
export async function exactDurations(db: Db, spans: Span[]): Promise<DurationQuantiles[]> {
  const ask = dialectOf(db) === 'sqlite' ? onSqlite : onPostgres
  const rows = await ask(db, spans)
  return rows.map(({ key, p50, p95 }) => ({ key, p50Ms: Number(p50), p95Ms: Number(p95) }))
}

interface Row {
  key: string
  p50: bigint | number
  p95: bigint | number
}

function onPostgres(db: Db, spans: Span[]): Promise<Row[]> {
  const from = Prisma.sql`to_timestamp(CAST("value"->>'start' AS BIGINT) / 1000.0) AT TIME ZONE 'UTC'`
  const to = Prisma.sql`to_timestamp(CAST("value"->>'end' AS BIGINT) / 1000.0) AT TIME ZONE 'UTC'`
  return db.$queryRaw<Row[]>`
    SELECT s."key", PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY s."ms") AS "p50",
      PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY s."ms") AS "p95"
    FROM (
      SELECT r."key", CAST(EXTRACT(EPOCH FROM j."finishedAt" - j."startedAt") * 1000 AS BIGINT) AS "ms"
      FROM (SELECT "value"->>'key' AS "key", ${from} AS "from", ${to} AS "to" FROM ${jsonRows(db, spans)} AS "spans") r
      JOIN "VideoGenerationJob" j ON j."finishedAt" >= r."from" AND j."finishedAt" < r."to"
      WHERE j."status" = 'COMPLETED' AND j."startedAt" IS NOT NULL
    ) s
    GROUP BY 1`
}

function onSqlite(db: Db, spans: Span[]): Promise<Row[]> {
  // CROSS JOIN keeps the spans outside, so that each is one range of the index on finishedAt;
  // the + keeps SQLite from the index on status, which would read every completed job.
  return db.$queryRaw<Row[]>`
    SELECT "key", MIN(CASE WHEN "n" * 100 >= "total" * 50 THEN "ms" END) AS "p50",
      MIN(CASE WHEN "n" * 100 >= "total" * 95 THEN "ms" END) AS "p95"
    FROM (
      SELECT r."value"->>'key' AS "key", j."finishedAt" - j."startedAt" AS "ms",
        ROW_NUMBER() OVER (PARTITION BY r."key" ORDER BY j."finishedAt" - j."startedAt") AS "n",
        COUNT(*) OVER (PARTITION BY r."key") AS "total"
      FROM ${jsonRows(db, spans)} AS r CROSS JOIN "VideoGenerationJob" j
        ON j."finishedAt" >= r."value"->>'start' AND j."finishedAt" < r."value"->>'end'
      WHERE +j."status" = 'COMPLETED' AND j."startedAt" IS NOT NULL
    )
    GROUP BY 1`
}
