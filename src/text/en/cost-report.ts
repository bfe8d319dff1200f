/** Words and sentences of the cost report and of stats, beside those that all screens share. */
import { count, counted, usd, usdShort } from '../money.ts'

/** What a bar of a chart stands for. */
type Grain = 'day' | 'week' | 'month'

/** Days as `2026-11-23`. */
interface Days {
  from: string
  to: string
}

export const costReport = {
  sections: {
    batches: 'Batches',
    categories: 'Categories',
    days: 'Days',
    dearest: 'Dearest jobs',
    failures: 'Failures',
    forecast: 'Forecast',
    providers: 'Providers',
    slowest: 'Slowest jobs',
    steps: 'Steps',
    totals: 'Totals',
  },
  heads: {
    before: 'BEFORE',
    cancelled: 'CANCELLED',
    category: 'CATEGORY',
    change: 'CHANGE',
    half: 'HALF WITHIN',
    jobsLeft: 'JOBS LEFT',
    left: 'LIMIT LEFT',
    now: 'NOW',
    nineteen: '95% WITHIN',
    took: 'TOOK',
    waste: 'WASTE',
  },
  facts: {
    pace: 'Pace',
    days: 'By day',
    toDo: 'To do',
    videos: 'Videos',
    cost: 'Cost',
  },
  /** Rows of the totals. */
  figures: {
    cancelled: 'Cancelled',
    completed: 'Videos',
    cost: 'Cost',
    failed: 'Failed',
    half: 'Half of the videos within',
    jobs: 'Jobs',
    nineteen: '95% within',
    open: 'Still open',
    perHour: 'Videos an hour',
    perVideo: 'Cost a video',
    waste: 'Paid without a video',
  },
  none: '-',
  perHour: (videos: number): string =>
    `${decimals(videos)} ${decimals(videos) === '1' ? 'video' : 'videos'} an hour`,
  pace: (p: { perHour: number }): string => costReport.perHour(p.perHour),
  change: (share: number): string => {
    const percent = Math.round(share * 100)
    return `${percent > 0 ? '+' : ''}${percent === 0 ? 0 : percent}%`
  },
  before: ({ from, to }: Days): string =>
    `Compared with ${from === to ? from : `${from} to ${to}`}.`,
  more: (rows: number): string => `and ${count(rows)} more: --format csv or json has them all.`,
  queue: (p: {
    waiting: number
    running: number
    deferred: number
    person: number
    daysLeft: number | null
    perHour: number | null
    timeLeft: string | null
  }): string[] => {
    const due = [
      p.waiting > 0 && `${count(p.waiting)} waiting`,
      p.running > 0 && `${count(p.running)} running`,
    ].filter(Boolean)
    const pace = p.perHour === null ? null : costReport.perHour(p.perHour)
    const until =
      p.timeLeft === null
        ? 'no video was finished within the last hour, so nobody can say how long that takes'
        : `about ${p.timeLeft} as fast as within the last hour (${pace})`
    return [
      ...(due.length > 0 ? [`${due.join(', ')}: ${until}`] : []),
      ...(p.deferred > 0 ? [deferredText(p.deferred, p.daysLeft)] : []),
      ...(p.person > 0 ? [counted(p.person, 'job needs a person', 'jobs need a person')] : []),
    ]
  },
  forecast: (p: {
    month: string
    spentMicros: number
    perDayMicros: number
    daysLeft: number
    expectedMicros: number
    mostMicros: number
  }): string =>
    [
      `${p.month} has cost ${usdShort(p.spentMicros)}`,
      p.perDayMicros === 0
        ? `nothing was paid on the days before today, so nobody can say what it will be at its end (${counted(p.daysLeft, 'day')} to go)`
        : `at ${usdShort(p.perDayMicros)} a day, as on the last days, it will be about ${usdShort(p.expectedMicros)} at its end (${counted(p.daysLeft, 'day')} to go)`,
    ]
      .join('; ')
      .concat(`. The daily limit allows ${usdShort(p.mostMicros)} at most.`),
  page: {
    title: ({ name, from, to }: Days & { name: string }): string =>
      name === 'month'
        ? `Cost report, ${monthName(from.slice(0, 7))}`
        : `Cost report, ${longRange({ from, to })}`,
    subtitle: ({ from, to, timezone }: Days & { timezone: string }): string =>
      `vidgen, ${from === to ? from : `${from} to ${to}`}, days of ${timezone}`,
    cost: 'Cost',
    videos: 'Videos',
    perVideo: 'Cost a video',
    waste: 'Paid without a video',
    forecast: (month: string): string => `Expected for ${monthName(month).split(' ')[0]}`,
    forecastNote: (p: { spentMicros: number; perDayMicros: number }): string =>
      `${usdShort(p.spentMicros)} so far, ${usdShort(p.perDayMicros)} a day`,
    against: ({ from, to }: Days): string => `against ${dayRange({ from, to })}`,
    againstWhole: (day: string): string => `so far; compared with all of ${dayName(day)}`,
    noneBefore: ({ from, to }: Days): string => `none before (${dayRange({ from, to })})`,
    wasteShare: (share: number): string =>
      `${share > 0 && share < 0.01 ? 'less than 1' : Math.round(share * 100)}% of the cost`,
    failed: (jobs: number): string => `${count(jobs)} failed`,
    still: (jobs: number): string => `${count(jobs)} still open`,
    charts: {
      cost: (by: Grain): string => `Cost by ${by}`,
      costAbout: 'Bars: what was paid, by provider. Dashed: the limit of the day.',
      videos: (by: Grain): string => `Videos by ${by}`,
      videosAbout: 'Jobs that ended: finished videos, failed and cancelled ones.',
      perVideo: (by: Grain): string => `Cost a video, by ${by}`,
      perVideoAbout: 'The cost, divided by the videos; the line across is the mean of the period.',
      waste: (by: Grain): string => `Paid without a video, by ${by}`,
      wasteAbout: 'Paid for jobs that failed or were cancelled.',
    },
    nothing: 'No work and no cost in these days.',
    series: {
      cancelled: 'Cancelled',
      completed: 'Finished',
      failed: 'Failed',
      limit: 'Limit of the day',
      mean: 'Mean',
      other: 'Others',
      waste: 'Without a video',
      perVideo: 'A video',
      expected: 'Expected',
    },
    limitAbove: (micros: number): string => `The limit, ${usdShort(micros)} a day, is far above.`,
    earlier: 'Pale: days before the period.',
    byWeek: 'Each bar is a week, named by its first day.',
    byMonth: 'Each bar is a month.',
    total: 'Total',
  },
  day: dayName,
  shortMonth: (month: string): string => shortMonthFormat.format(new Date(`${month}-01T00:00:00Z`)),
}

function deferredText(jobs: number, days: number | null): string {
  const waits = `${counted(jobs, 'job waits', 'jobs wait')} for a day with room`
  if (days === null) return `${waits}: the limit of a day has no room for any`
  return `${waits}: about ${counted(days, 'day')} with today's limit`
}

function decimals(value: number): string {
  return value >= 10 ? count(Math.round(value)) : String(Math.round(value * 10) / 10)
}

const utc = { timeZone: 'UTC' } as const
const dayFormat = new Intl.DateTimeFormat('en-GB', { ...utc, day: 'numeric', month: 'short' })
const longFormat = new Intl.DateTimeFormat('en-GB', { ...utc, dateStyle: 'long' })
const monthFormat = new Intl.DateTimeFormat('en-GB', { ...utc, month: 'long', year: 'numeric' })
const shortMonthFormat = new Intl.DateTimeFormat('en-GB', {
  ...utc,
  month: 'short',
  year: '2-digit',
})

/** `23 Nov`. */
function dayName(day: string): string {
  return dayFormat.format(new Date(`${day}T00:00:00Z`)).replace('Sept', 'Sep')
}

/** `November 2026`, of `2026-11`. */
function monthName(month: string): string {
  return monthFormat.format(new Date(`${month}-01T00:00:00Z`))
}

/** `23 November 2026`, `1 – 15 November 2026`. */
function longRange({ from, to }: Days): string {
  const [first, last] = [from, to].map((day) => new Date(`${day}T00:00:00Z`))
  return from === to ? longFormat.format(first) : longFormat.formatRange(first!, last!)
}

function dayRange({ from, to }: Days): string {
  return from === to ? dayName(from) : `${dayName(from)} – ${dayName(to)}`
}

/** `$0.2672`, or `-` for none. */
export function usdOrDash(micros: number | null): string {
  return micros === null ? costReport.none : usd(micros)
}
