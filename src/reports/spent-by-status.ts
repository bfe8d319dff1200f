import { Prisma } from '../generated/sqlite/client.ts'
import type { Db } from '../db/client.ts'
import { wasteTotals } from '../db/sql/totals/waste.ts'
import type { Period } from './period.ts'
import { OTHER } from './spent.ts'
import { openStatuses } from './statuses.ts'

/**
 * What was paid in a period by what has become of the jobs meanwhile. Few jobs are open, fail or
 * belong to nobody: those are looked up, and all the rest is that of completed jobs.
 */
export async function readSpentByStatus(
  db: Db,
  period: Pick<Period, 'from' | 'to'>,
  costMicros: number,
): Promise<Map<string, number>> {
  const spent = new Map<string, number>()
  const add = (key: string, micros: number) => spent.set(key, (spent.get(key) ?? 0) + micros)
  for (const { status, costMicros: micros } of await wasteTotals(db, period)) add(status, micros)
  for (const { key, micros } of await openAndOther(db, period)) add(key ?? OTHER, Number(micros))
  const rest = costMicros - [...spent.values()].reduce((sum, micros) => sum + micros, 0)
  if (rest !== 0) spent.set('COMPLETED', rest)
  return spent
}

const OPEN = Prisma.raw(openStatuses.map((status) => `'${status}'`).join(', '))

function openAndOther(
  db: Db,
  { from, to }: Pick<Period, 'from' | 'to'>,
): Promise<{ key: string | null; micros: bigint }[]> {
  // As an expression the day keeps SQLite from its index, which would read every entry of the period.
  const day = Prisma.sql`l."day" || ''`
  const paid = Prisma.sql`l."kind" IN ('CHARGE', 'ADJUST') AND ${day} >= ${from} AND ${day} <= ${to}`
  return db.$queryRaw`
    SELECT CAST(j."status" AS TEXT) AS "key", SUM(l."amountMicros") AS "micros"
    FROM "VideoGenerationJob" j CROSS JOIN "LedgerEntry" l
    WHERE j."status" IN (${OPEN}) AND l."jobId" = j."id" AND ${paid} GROUP BY 1
    UNION ALL
    SELECT NULL, SUM(l."amountMicros") FROM "LedgerEntry" l WHERE l."jobId" IS NULL AND ${paid} HAVING COUNT(*) > 0`
}
