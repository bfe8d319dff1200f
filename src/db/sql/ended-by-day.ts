import type { JobStatus } from '../../generated/sqlite/enums.ts'
import type { Db } from '../client.ts'
import { dialectOf } from '../dialect.ts'

/** Borders of a day in milliseconds since 1970; the end is exclusive. */
export interface DayBorders {
  day: string
  start: number
  end: number
}

export interface EndedOnDay {
  day: string
  status: JobStatus
  jobs: number
}

/** Jobs that ended on each day, by how they ended; days without any are left out. */
export async function endedByDay(db: Db, days: DayBorders[]): Promise<EndedOnDay[]> {
  const ask = dialectOf(db) === 'sqlite' ? onSqlite : onPostgres
  const rows = await ask(db, days)
  return rows.map((row) => ({ ...row, jobs: Number(row.jobs) }))
}

interface Row {
  day: string
  status: JobStatus
  jobs: bigint
}

function onPostgres(db: Db, days: DayBorders[]): Promise<Row[]> {
  const borders = days.map(({ day, start, end }) => {
    return { day, start: new Date(start).toISOString(), end: new Date(end).toISOString() }
  })
  return db.$queryRaw<Row[]>`
    SELECT d."day" AS "day", j."status" AS "status", COUNT(*) AS "jobs"
    FROM jsonb_to_recordset(CAST(${JSON.stringify(borders)} AS jsonb)) AS d("day" text, "start" timestamp, "end" timestamp)
    JOIN "VideoGenerationJob" j ON j."finishedAt" >= d."start" AND j."finishedAt" < d."end"
    WHERE j."status" IN ('COMPLETED', 'FAILED', 'CANCELLED')
    GROUP BY 1, 2 ORDER BY 1, CAST(j."status" AS TEXT)`
}

function onSqlite(db: Db, days: DayBorders[]): Promise<Row[]> {
  // CROSS JOIN keeps the days outside, so that each is one range of the index on finishedAt;
  // the + keeps SQLite from the index on status, which would read every ended job for every day.
  return db.$queryRaw<Row[]>`
    SELECT d.value->>'day' AS "day", j."status" AS "status", COUNT(*) AS "jobs"
    FROM json_each(${JSON.stringify(days)}) d
    CROSS JOIN "VideoGenerationJob" j
      ON j."finishedAt" >= d.value->>'start' AND j."finishedAt" < d.value->>'end'
    WHERE +j."status" IN ('COMPLETED', 'FAILED', 'CANCELLED')
    GROUP BY 1, 2 ORDER BY 1, 2`
}
