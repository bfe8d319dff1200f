import { budgetDay } from '../money/budget-day.ts'
import type { StatsResult } from '../results.ts'
import type { StatsOptions } from '../requests.ts'
import type { ReportContext } from './context.ts'
import { readDayRows } from './day-rows.ts'
import { readPace } from './pace.ts'
import { readGroups } from './groups.ts'
import { readLimit } from './limit.ts'
import { perVideo } from './per-video.ts'
import { resolvePeriod } from './period.ts'
import { readQueue } from './queue.ts'
import { readSpent } from './spent.ts'
import { readWorked } from './worked.ts'

/** Counts and money of a range of days. Throws DAY_INVALID, PERIOD_REVERSED, PERIOD_TOO_LONG. */
export async function readStats(
  context: ReportContext,
  options: StatsOptions,
): Promise<StatsResult> {
  const { db, timezone } = context
  const now = context.clock()
  const period = resolvePeriod(context, { period: 'range', from: options.from, to: options.to })
  const worked = await readWorked(db, period)
  const spent = await readSpent(db, period)
  const byDay = await readDayRows(db, period, { worked, spent })
  const limit = await readLimit(context, budgetDay(now, timezone))
  return {
    from: period.from,
    to: period.to,
    timezone,
    jobs: worked.jobs,
    costMicros: spent.costMicros,
    estimateMicros: worked.estimateMicros,
    perVideoMicros: perVideo(spent.costMicros, worked.jobs.COMPLETED),
    byProvider: spent.byProvider,
    ...(options.by && {
      by: options.by,
      groups: await readGroups(db, { period, worked, spent, byDay }, options.by),
    }),
    byDay,
    limit,
    ...(await readPace(db, period, { videos: worked.jobs.COMPLETED ?? 0 })),
    queue: period.includesToday ? await readQueue(db, worked, { now, limit }) : null,
  }
}
