import type { DayRow, ReportResult } from '../results.ts'
import { costReport as c } from '../text/cost-report.ts'
import { daysBetween, shifted } from './days.ts'

/** The days that one bar stands for. */
export interface Bucket {
  /** Its first day. */
  day: string
  label: string
  rows: DayRow[]
  pale: boolean
  future: boolean
}

/** How many days a bar stands for. */
export type Grain = 'day' | 'week' | 'month'

/** More bars than these can't be told apart. */
const MOST_DAYS = 93
const MOST_WEEKS = 400

/** Every day of the charts, also those without anything, as one bar each or together with their neighbours. */
export function buckets({ period, byDay, earlier, limit }: ReportResult): {
  grain: Grain
  buckets: Bucket[]
} {
  const rows = new Map([...earlier, ...byDay].map((row) => [row.day, row]))
  const days = daysBetween(firstDay(period, earlier), period.to)
  const grain = days.length <= MOST_DAYS ? 'day' : days.length <= MOST_WEEKS ? 'week' : 'month'
  const groups = Map.groupBy(days, starts[grain])
  const made = [...groups].map(([start, own]): Bucket => {
    const day = own[0]!
    return {
      day,
      label: grain === 'month' ? c.shortMonth(start) : c.day(day),
      rows: own.flatMap((each) => rows.get(each) ?? []),
      pale: own.at(-1)! < period.from,
      future: day > limit.day,
    }
  })
  return { grain, buckets: made }
}

const starts: Record<Grain, (day: string) => string> = {
  day: (day) => day,
  week: (day) => shifted(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7)),
  month: (day) => day.slice(0, 7),
}

/** A short period begins its charts some days earlier, if anything is known of these. */
function firstDay({ from }: ReportResult['period'], earlier: DayRow[]): string {
  const first = earlier[0]?.day
  return first === undefined || first > from ? from : first
}
