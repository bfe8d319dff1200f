import { budgetDay } from '../money/budget-day.ts'
import { wordTexts as w } from '../text/words.ts'

/** `09:12` on that day, `11-22 09:12` on another; empty for none. */
export function clockTime(instant: string | null, { day, timezone }: Zone): string {
  if (instant === null) return ''
  const at = new Date(instant)
  const own = budgetDay(at, timezone)
  const time = formatter(timezone, 'short').format(at)
  return own === day ? time : `${own.slice(own.slice(0, 4) === day.slice(0, 4) ? 5 : 0)} ${time}`
}

/** `12:03:01` in a time zone. */
export function timeOfDay(at: Date, timezone: string): string {
  return formatter(timezone, 'medium').format(at)
}

/** Today, and where that is. A limit is one. */
export interface Zone {
  day: string
  timezone: string
}

/** `4.2 s`, `2 min 05 s`, `1 h 05 min`, or `4.2초`. */
export function duration(seconds: number): string {
  if (seconds < 60) return w.seconds(Math.round(seconds * 10) / 10)
  const whole = Math.round(seconds)
  if (whole < 3600) return w.minutes(Math.floor(whole / 60), whole % 60)
  const minutes = Math.round(seconds / 60)
  return w.hours(Math.floor(minutes / 60), minutes % 60)
}

/** Seconds between two instants. */
export function secondsBetween(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / 1000
}

/** `1.2 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Kept, because making one takes longer than all that a worker says of a job. */
function formatter(timeZone: string, timeStyle: 'short' | 'medium'): Intl.DateTimeFormat {
  const key = `${timeStyle} ${timeZone}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle })
  formatters.set(key, made)
  return made
}
