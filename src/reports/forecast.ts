import { budgetDay } from '../money/budget-day.ts'
import type { Forecast, LimitInForce, LimitState } from '../results.ts'
import type { ReportContext } from './context.ts'
import { addDays, countDays } from './days.ts'
import { type Period, resolvePeriod } from './period.ts'
import { readSpent } from './spent.ts'

/** Of the days before today, these tell what a day costs. */
const LAST_DAYS = 7

/** What this month will have cost at its end; null in a period without today. */
export async function readForecast(
  context: ReportContext,
  period: Period,
  limit: LimitState,
): Promise<Forecast | null> {
  if (!period.includesToday) return null
  const today = budgetDay(context.clock(), context.timezone)
  const month = resolvePeriod(context, { period: 'month' })
  const lastDays = addDays(today, -LAST_DAYS)
  const from = lastDays < month.from ? lastDays : month.from
  const { byDay } = await readSpent(context.db, { from, to: today })
  const spentOn = new Map(byDay.map(({ day, costMicros }) => [day, costMicros]))
  const spentMicros = sum([...spentOn].filter(([day]) => day >= month.from))
  const perDayMicros = meanOf(
    [...spentOn].filter(([day]) => day >= lastDays && day < today),
    today,
  )
  const daysLeft = countDays(today, month.to) - 1
  const left = Math.max(0, limit.micros.limit - limit.micros.used)
  const byDays = spentMicros + left + daysLeft * limit.micros.limit
  const ofMonth = monthLimitOf(limit, month.from.slice(0, 'yyyy-mm'.length))
  const mostMicros = ofMonth ? Math.min(byDays, Math.max(ofMonth.limit, spentMicros)) : byDays
  const restOfToday = Math.max(0, perDayMicros - (spentOn.get(today) ?? 0))
  const expected = spentMicros + restOfToday + daysLeft * perDayMicros
  const perDay = Math.min(perDayMicros, limit.micros.limit)
  return {
    month: month.from.slice(0, 7),
    spentMicros,
    perDayMicros,
    daysLeft,
    expectedMicros: Math.min(expected, mostMicros),
    mostMicros,
    limit: ofMonth && {
      micros: ofMonth.limit,
      usedMicros: ofMonth.used,
      reachedOn: reachedOn({ ...ofMonth, restOfToday, perDay, today, daysLeft }),
    },
  }
}

/** Of all providers together. */
function monthLimitOf({ all }: LimitState, month: string): LimitInForce | null {
  const ofMonth = all.find(
    ({ period, span, provider, unit }) =>
      span === 'month' && period === month && provider === null && unit === 'micros',
  )
  return ofMonth ?? null
}

/** The day on which what is used and what comes adds up to the limit. */
function reachedOn(p: {
  used: number
  limit: number
  restOfToday: number
  perDay: number
  today: string
  daysLeft: number
}): string | null {
  const left = p.limit - p.used - p.restOfToday
  if (left <= 0) return p.perDay > 0 || p.used >= p.limit ? p.today : null
  const days = p.perDay > 0 ? Math.ceil(left / p.perDay) : Infinity
  return days > p.daysLeft ? null : addDays(p.today, days)
}

/** The mean of whole days since the first of them with any cost: a shop that began yesterday has one. */
function meanOf(days: [string, number][], today: string): number {
  const first = days.map(([day]) => day).toSorted()[0]
  return first === undefined ? 0 : Math.round(sum(days) / (countDays(first, today) - 1))
}

function sum(days: [string, number][]): number {
  return days.reduce((total, [, micros]) => total + micros, 0)
}
