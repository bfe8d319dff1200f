import { VidgenError } from '../errors.ts'
import { budgetDay } from '../money/budget-day.ts'
import type { ReportOptions } from '../requests.ts'
import type { ReportContext } from './context.ts'
import { addDays, checkDay, countDays, startOfDay, weekday } from './days.ts'

/** Ten years: more days than that are a slip of the keyboard. */
const LONGEST_DAYS = 3_660

/** Days of the budget's time zone, both inclusive, with the instants at which they begin and end. */
export interface Period {
  name: ReportOptions['period']
  from: string
  to: string
  timezone: string
  /** Inclusive. */
  start: Date
  /** Exclusive. */
  end: Date
  includesToday: boolean
}

/**
 * The day, ISO week or month around today or `of`, or a range (an end that is not given: today for `to`,
 * `to` for `from`). Throws DAY_INVALID, PERIOD_REVERSED, PERIOD_TOO_LONG.
 */
export function resolvePeriod(context: ReportContext, options: ReportOptions): Period {
  const { timezone } = context
  const today = budgetDay(context.clock(), timezone)
  const { from, to } = ends[options.period](checkDay(options.of ?? today), options)
  if (to < from) throw new VidgenError('PERIOD_REVERSED', { from, to })
  if (countDays(from, to) > LONGEST_DAYS) {
    throw new VidgenError('PERIOD_TOO_LONG', { from, to, days: LONGEST_DAYS })
  }
  return {
    name: options.period,
    from,
    to,
    timezone,
    start: startOfDay(from, timezone),
    end: startOfDay(addDays(to, 1), timezone),
    includesToday: from <= today && today <= to,
  }
}

/** Each day of the period with its borders, as milliseconds since 1970. */
export function daysOf(period: Period): { day: string; start: number; end: number }[] {
  const days = []
  let start = period.start.getTime()
  for (let day = period.from; day <= period.to; day = addDays(day, 1)) {
    const end = startOfDay(addDays(day, 1), period.timezone).getTime()
    days.push({ day, start, end })
    start = end
  }
  return days
}

/** What has passed of a period and is in its days; all of it when it is over. */
export function passed(period: Period, now: Date): Period {
  const today = budgetDay(now, period.timezone)
  return period.to <= today
    ? period
    : daysFrom(period, { from: period.from, to: maxDay(today, period.from) })
}

/** As many days before a period; of a week (that has begun) the same weekdays. */
export function before(period: Period): Period {
  const days = period.name === 'week' ? 7 : countDays(period.from, period.to)
  return daysFrom(period, { from: addDays(period.from, -days), to: addDays(period.to, -days) })
}

/** The days before a period that make it up to at least so many; null where it has them itself. */
export function leadUp(period: Period, days: number): Period | null {
  const missing = days - countDays(period.from, period.to)
  if (missing <= 0) return null
  const ends = { from: addDays(period.from, -missing), to: addDays(period.from, -1) }
  return { ...daysFrom(period, ends), includesToday: false }
}

function daysFrom(period: Period, { from, to }: Ends): Period {
  const { timezone } = period
  const start = startOfDay(from, timezone)
  return { ...period, from, to, start, end: startOfDay(addDays(to, 1), timezone) }
}

function maxDay(one: string, other: string): string {
  return one > other ? one : other
}

interface Ends {
  from: string
  to: string
}

const ends: Record<ReportOptions['period'], (today: string, options: ReportOptions) => Ends> = {
  day: (today) => ({ from: today, to: today }),
  week: (today) => {
    const from = addDays(today, -weekday(today))
    return { from, to: addDays(from, 6) }
  },
  month: (today) => {
    const from = `${today.slice(0, 8)}01`
    const next = addDays(from, 31)
    return { from, to: addDays(`${next.slice(0, 8)}01`, -1) }
  },
  range: (today, options) => {
    const to = checkDay(options.to ?? today)
    return { from: checkDay(options.from ?? to), to }
  },
}
