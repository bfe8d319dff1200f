import type { StepName } from '../../generated/sqlite/enums.ts'
import type { Db } from '../client.ts'

/** Of more ended jobs than these only the newest are looked at, so that looking is always quick. */
const MOST_ENDED = 5_000
const MOST_VIDEOS = 1_000

/** What one step of the videos finished lately really cost, all that were bought alike together. */
export interface RealCost {
  step: StepName
  provider: string
  model: string
  /** Of the service, as JSON: what else decides the price. null with calls of an early version. */
  settings: string | null
  /** Of a video; null for a frame. */
  durationS: number | null
  resolution: string | null
  videos: number
  sumMicros: number
  /** The sum of the squares: how much the costs differ. */
  squares: number
  leastMicros: number
}

type Row = Omit<RealCost, 'videos' | 'durationS' | 'sumMicros' | 'leastMicros'> & {
  durationS: string | null
  videos: bigint
  sum: bigint
  least: bigint
}

/**
 * The real costs of the newest videos finished since an instant. Everything paid for a step counts,
 * by whom it was finished: tries that failed or were prompted anew, and calls that are only possibly paid.
 * Frames that were used again cost nothing and say nothing.
 */
export async function realCosts(db: Db, since: Date): Promise<RealCost[]> {
  const rows = await db.$queryRaw<Row[]>`
    WITH "ended" AS (
      SELECT "id", "status", "options", "finishedAt" FROM "VideoGenerationJob"
      WHERE "finishedAt" >= ${since} ORDER BY "finishedAt" DESC LIMIT ${MOST_ENDED}
    ),
    "made" AS (
      SELECT "id", CAST("options"->>'durationS' AS TEXT) AS "durationS", CAST("options"->>'resolution' AS TEXT) AS "resolution"
      FROM "ended" WHERE "status" = 'COMPLETED' ORDER BY "finishedAt" DESC LIMIT ${MOST_VIDEOS}
    ),
    "bought" AS (
      SELECT c."jobId", CAST(c."step" AS TEXT) AS "step",
        MAX(CASE WHEN c."outcome" = 'SUCCEEDED' THEN c."provider" END) AS "provider",
        MAX(CASE WHEN c."outcome" = 'SUCCEEDED' THEN c."model" END) AS "model",
        MAX(CASE WHEN c."outcome" = 'SUCCEEDED' THEN CAST(c."request"->'settings' AS TEXT) END) AS "settings",
        MAX(CASE WHEN c."step" = 'VIDEO' THEN m."durationS" END) AS "durationS",
        MAX(CASE WHEN c."step" = 'VIDEO' THEN m."resolution" END) AS "resolution",
        CAST(SUM(COALESCE(c."costMicros", 0)) AS BIGINT) AS "cost"
      FROM "made" m JOIN "ProviderCall" c ON c."jobId" = m."id" GROUP BY c."jobId", c."step"
    )
    SELECT "step", "provider", "model", "settings", "durationS", "resolution", COUNT(*) AS "videos",
      CAST(SUM("cost") AS BIGINT) AS "sum", CAST(MIN("cost") AS BIGINT) AS "least",
      SUM(CAST("cost" AS DOUBLE PRECISION) * "cost") AS "squares"
    FROM "bought" WHERE "provider" IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6`
  return rows.map(({ sum, least, ...row }) => ({
    ...row,
    durationS: row.durationS === null ? null : Number(row.durationS),
    videos: Number(row.videos),
    sumMicros: Number(sum),
    leastMicros: Number(least),
  }))
}
