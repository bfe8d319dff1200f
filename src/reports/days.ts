import { VidgenError } from '../errors.ts'
import { budgetDay } from '../money/budget-day.ts'

const DAY_MS = 86_400_000
/** No zone is further from UTC, and no change of its clocks moves a midnight further. */
const FURTHEST_MS = 30 * 3_600_000

/** Throws DAY_INVALID for anything but a calendar day such as `2026-11-23`. */
export function checkDay(day: string): string {
  const valid = /^[1-9]\d{3}-\d\d-\d\d$/.test(day) && addDays(day, 0) === day
  if (!valid) throw new VidgenError('DAY_INVALID', { day })
  return day
}

/** The day that many days later (or earlier); '' for no day. */
export function addDays(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(at) ? '' : new Date(at + days * DAY_MS).toISOString().slice(0, 10)
}

/** From the first to the last day, both included; at least 1. */
export function countDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
}

/** 0 = Monday, as ISO weeks begin. */
export function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
}

/**
 * The first instant of a day. Found by asking {@link budgetDay}, so that a job and its money can
 * never fall on different days, whatever the zone does with its clocks (midnights that do not
 * exist or come twice included).
 */
export function startOfDay(day: string, timezone: string): Date {
  const midnightUtc = Date.parse(`${day}T00:00:00Z`)
  let before = midnightUtc - FURTHEST_MS
  let after = midnightUtc + FURTHEST_MS
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (budgetDay(new Date(middle), timezone) >= day) after = middle
    else before = middle
  }
  return new Date(after)
}
