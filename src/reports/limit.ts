import type { LimitState } from '../results.ts'
import type { ReportContext } from './context.ts'

/** The day's limit and what was reserved or spent of it. */
export async function readLimit(context: ReportContext, day: string): Promise<LimitState> {
  const { db, timezone, limits } = context
  const row = await db.dailyUsage.findUnique({
    where: { period_provider: { period: day, provider: '' } },
  })
  if (!row) {
    const jobs = { used: 0, limit: limits.jobs }
    return { day, timezone, jobs, micros: { used: 0, limit: limits.micros } }
  }
  return {
    day,
    timezone,
    jobs: { used: row.jobsReserved + row.jobsSpent, limit: row.jobLimit },
    micros: {
      used: Number(row.microsReserved + row.microsSpent),
      limit: Number(row.microsLimit),
    },
  }
}
