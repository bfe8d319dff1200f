import { wasteTotals } from '../db/sql/totals/waste.ts'
import type { Db } from '../db/client.ts'
import type { DayRow } from '../results.ts'
import { perVideo } from './per-video.ts'
import { leadUp, type Period } from './period.ts'
import { readSpent, type Spent } from './spent.ts'
import { readWorked, type Worked } from './worked.ts'

/** Each day of the period with its work, money and limit; days without any are left out. */
export async function readDayRows(
  db: Db,
  period: Period,
  { worked, spent }: { worked: Worked; spent: Spent },
): Promise<DayRow[]> {
  const spending = new Map(spent.byDay.map((row) => [row.day, row]))
  const waste = await readWaste(db, period)
  const limits = await readLimits(db, period)
  const days = new Set([...worked.byDay.keys(), ...spending.keys(), ...limits.keys()])
  return [...days].toSorted().map((day) => {
    const { COMPLETED = 0, FAILED = 0, CANCELLED = 0 } = worked.byDay.get(day) ?? {}
    const costMicros = spending.get(day)?.costMicros ?? 0
    return {
      day,
      completed: COMPLETED,
      failed: FAILED,
      cancelled: CANCELLED,
      costMicros,
      perVideoMicros: perVideo(costMicros, COMPLETED),
      wasteMicros: waste.get(day) ?? 0,
      byProvider: spending.get(day)?.byProvider ?? [],
      limit: limits.get(day) ?? null,
    }
  })
}

/** The days before a period that is short, so that `days` can be shown; the same rows. */
export async function readEarlierRows(db: Db, period: Period, days: number): Promise<DayRow[]> {
  const earlier = leadUp(period, days)
  if (!earlier) return []
  const read = { worked: await readWorked(db, earlier), spent: await readSpent(db, earlier) }
  return readDayRows(db, earlier, read)
}

async function readWaste(db: Db, period: Period): Promise<Map<string, number>> {
  const waste = new Map<string, number>()
  for (const { day, costMicros } of await wasteTotals(db, period))
    waste.set(day, (waste.get(day) ?? 0) + costMicros)
  return waste
}

/** The limits as they stand in the days' rows, which the money keeps. */
async function readLimits(db: Db, { from, to }: Period): Promise<Map<string, DayRow['limit']>> {
  const rows = await db.dailyUsage.findMany({
    where: { period: { gte: from, lte: to }, provider: '' },
  })
  return new Map(
    rows
      .filter(({ period }) => period.length === from.length)
      .map((row) => [
        row.period,
        {
          jobs: { used: row.jobsReserved + row.jobsSpent, limit: row.jobLimit },
          micros: {
            used: Number(row.microsReserved + row.microsSpent),
            limit: Number(row.microsLimit),
          },
        },
      ]),
  )
}
