import type { Db } from '../../client.ts'

/** What was paid from a day to a day, both inclusive, in one of four groupings. */
export interface SpentGroup {
  by: 'day' | 'batch' | 'category' | 'step'
  /** The day, batch, category or step; '' where there is none. */
  key: string
  /** With `day`. */
  provider: string
  service: string
  calls: number
  costMicros: number
  possibleCalls: number
  possibleMicros: number
}

type Row = { [K in keyof SpentGroup]: SpentGroup[K] extends number ? bigint : SpentGroup[K] }

/**
 * The sums of every grouping in one statement, so that they are of one moment and agree. They are
 * read from the kept totals: a row a day, batch, category, provider, service and step.
 */
export async function spentTotals(
  db: Db,
  { from, to }: { from: string; to: string },
): Promise<SpentGroup[]> {
  const rows = await db.$queryRaw<Row[]>`
    WITH "t" AS MATERIALIZED (SELECT * FROM "SpentTotal" WHERE "day" >= ${from} AND "day" <= ${to}),
    "g" AS (
      SELECT 'day' AS "by", "day" AS "key", "provider", "service", "calls", "costMicros", "possibleCalls", "possibleMicros" FROM "t"
      UNION ALL SELECT 'batch', "batchId", '', '', "calls", "costMicros", "possibleCalls", "possibleMicros" FROM "t"
      UNION ALL SELECT 'category', "category", '', '', "calls", "costMicros", "possibleCalls", "possibleMicros" FROM "t"
      UNION ALL SELECT 'step', "step", '', '', "calls", "costMicros", "possibleCalls", "possibleMicros" FROM "t"
    )
    SELECT "by", "key", "provider", "service", CAST(SUM("calls") AS BIGINT) AS "calls",
      CAST(SUM("costMicros") AS BIGINT) AS "costMicros", CAST(SUM("possibleCalls") AS BIGINT) AS "possibleCalls",
      CAST(SUM("possibleMicros") AS BIGINT) AS "possibleMicros"
    FROM "g" GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`
  return rows.map((row) => ({
    ...row,
    calls: Number(row.calls),
    costMicros: Number(row.costMicros),
    possibleCalls: Number(row.possibleCalls),
    possibleMicros: Number(row.possibleMicros),
  }))
}
