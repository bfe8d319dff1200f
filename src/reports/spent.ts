/**
 * The money of a period: charges and their corrections, by the day they were paid. Stats and report
 * both ask here, so that their numbers agree.
 */
import type { Db } from '../db/client.ts'
import type { LedgerKind } from '../generated/sqlite/enums.ts'
import type { StatsOptions } from '../requests.ts'
import type { Period } from './period.ts'

const spentKinds: LedgerKind[] = ['CHARGE', 'ADJUST']
/** For charges of no known provider, service or step. */
const OTHER = 'other'

export interface ProviderSpending {
  provider: string
  service: string
  /** Paid calls. */
  calls: number
  costMicros: number
}

export interface Spending {
  key: string
  /** Jobs that money was paid for. */
  jobs: number
  costMicros: number
}

/** By provider and service, the dearest first. */
export async function readSpentByProvider(db: Db, period: Period): Promise<ProviderSpending[]> {
  const groups = await db.ledgerEntry.groupBy({
    by: ['provider', 'service', 'kind'],
    where: spentWhere(period),
    _sum: { amountMicros: true },
    _count: true,
  })
  const rows = new Map<string, ProviderSpending>()
  for (const { provider, service, kind, _count, _sum } of groups) {
    const key = JSON.stringify([provider, service])
    const row = rows.get(key) ?? {
      provider: provider ?? OTHER,
      service: service ?? OTHER,
      calls: 0,
      costMicros: 0,
    }
    if (kind === 'CHARGE') row.calls += _count
    row.costMicros += Number(_sum.amountMicros ?? 0)
    rows.set(key, row)
  }
  return [...rows.values()].toSorted((a, b) => b.costMicros - a.costMicros)
}

/** All of it. */
export function sumSpent(rows: { costMicros: number }[]): number {
  return rows.reduce((sum, row) => sum + row.costMicros, 0)
}

/** Micro-dollars of each batch that was paid for in the period. */
export async function readSpentByBatch(db: Db, period: Period): Promise<Map<string, number>> {
  const groups = await db.ledgerEntry.groupBy({
    by: ['batchId'],
    where: spentWhere(period),
    _sum: { amountMicros: true },
  })
  return new Map(groups.map(({ batchId, _sum }) => [batchId, Number(_sum.amountMicros ?? 0)]))
}

/** What is only possibly billed: calls whose outcome nobody learned, counted as paid. */
export async function readPossiblySpent(
  db: Db,
  period: Period,
): Promise<{ calls: number; costMicros: number }> {
  const { _count, _sum } = await db.ledgerEntry.aggregate({
    where: { ...spentWhere(period), kind: 'CHARGE', source: 'possible' },
    _count: true,
    _sum: { amountMicros: true },
  })
  return { calls: _count, costMicros: Number(_sum.amountMicros ?? 0) }
}

/** In groups, ordered by their key. */
export async function readSpentBy(
  db: Db,
  period: Period,
  by: NonNullable<StatsOptions['by']>,
): Promise<Spending[]> {
  const rows = await queries[by](db, period)
  return rows.map(({ key, jobs, micros }) => {
    return { key: key ?? OTHER, jobs: Number(jobs), costMicros: Number(micros) }
  })
}

function spentWhere({ from, to }: Period) {
  return { day: { gte: from, lte: to }, kind: { in: spentKinds } }
}

interface SpendingRow {
  key: string | null
  jobs: bigint
  micros: bigint
}

const queries: Record<
  NonNullable<StatsOptions['by']>,
  (db: Db, period: Period) => Promise<SpendingRow[]>
> = {
  day: (db, { from, to }) => db.$queryRaw`
    SELECT "day" AS "key", COUNT(DISTINCT "jobId") AS "jobs", SUM("amountMicros") AS "micros"
    FROM "LedgerEntry" WHERE "day" >= ${from} AND "day" <= ${to} AND "kind" IN ('CHARGE', 'ADJUST')
    GROUP BY 1 ORDER BY 1`,
  service: (db, { from, to }) => db.$queryRaw`
    SELECT "service" AS "key", COUNT(DISTINCT "jobId") AS "jobs", SUM("amountMicros") AS "micros"
    FROM "LedgerEntry" WHERE "day" >= ${from} AND "day" <= ${to} AND "kind" IN ('CHARGE', 'ADJUST')
    GROUP BY 1 ORDER BY 1`,
  provider: (db, { from, to }) => db.$queryRaw`
    SELECT "provider" AS "key", COUNT(DISTINCT "jobId") AS "jobs", SUM("amountMicros") AS "micros"
    FROM "LedgerEntry" WHERE "day" >= ${from} AND "day" <= ${to} AND "kind" IN ('CHARGE', 'ADJUST')
    GROUP BY 1 ORDER BY 1`,
  step: (db, { from, to }) => db.$queryRaw`
    SELECT c."step" AS "key", COUNT(DISTINCT l."jobId") AS "jobs", SUM(l."amountMicros") AS "micros"
    FROM "LedgerEntry" l LEFT JOIN "ProviderCall" c ON c."id" = l."callId"
    WHERE l."day" >= ${from} AND l."day" <= ${to} AND l."kind" IN ('CHARGE', 'ADJUST')
    GROUP BY 1 ORDER BY 1`,
  status: (db, { from, to }) => db.$queryRaw`
    SELECT j."status" AS "key", COUNT(DISTINCT l."jobId") AS "jobs", SUM(l."amountMicros") AS "micros"
    FROM "LedgerEntry" l LEFT JOIN "VideoGenerationJob" j ON j."id" = l."jobId"
    WHERE l."day" >= ${from} AND l."day" <= ${to} AND l."kind" IN ('CHARGE', 'ADJUST')
    GROUP BY 1 ORDER BY 1`,
}
