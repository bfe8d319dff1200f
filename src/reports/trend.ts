import { endedCounts } from '../db/sql/totals/ended.ts'
import { wasteTotals } from '../db/sql/totals/waste.ts'
import type { Db } from '../db/client.ts'
import type { PeriodSums, ReportResult } from '../results.ts'
import { perVideo } from './per-video.ts'
import { before, passed, type Period } from './period.ts'
import { readSpent } from './spent.ts'

/** What has passed of a period beside what was before it. */
export async function readTrend(db: Db, period: Period, now: Date): Promise<ReportResult['trend']> {
  const current = passed(period, now)
  return { now: await readSums(db, current), before: await readSums(db, before(current)) }
}

async function readSums(db: Db, period: Period): Promise<PeriodSums> {
  const counts = await endedCounts(db, period)
  const { costMicros } = await readSpent(db, period)
  const waste = await wasteTotals(db, period)
  const completed = counts.get('COMPLETED') ?? 0
  return {
    from: period.from,
    to: period.to,
    completed,
    failed: counts.get('FAILED') ?? 0,
    cancelled: counts.get('CANCELLED') ?? 0,
    costMicros,
    perVideoMicros: perVideo(costMicros, completed),
    wasteMicros: waste.reduce((sum, row) => sum + row.costMicros, 0),
  }
}
