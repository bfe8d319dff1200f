import { z } from 'zod'
import { budgetDay } from '../money/budget-day.ts'
import { addDays, startOfDay } from '../reports/days.ts'
import { expectedTexts } from '../text/cli.ts'
import type { ValueSchema } from './options.ts'

/** A moment as it was written; which instant it is depends on the clock and the time zone. */
export type Since = { agoMs: number } | { day: string } | { instant: Date }

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/

/** `2h`, `3d`, `today`, `yesterday`, a day, or an instant with its offset. */
export const since: ValueSchema<Since> = z.string().transform((text, context) => {
  const parsed = readSince(text)
  if (parsed) return parsed
  context.addIssue({ code: 'custom', message: expectedTexts.since })
  return z.NEVER
})

/** A calendar day: `2026-11-23`, `today`, `yesterday`. See `resolveDay`. */
export const calendarDay: ValueSchema<string> = z.string().refine(isDay, expectedTexts.day)

/** A span such as `30s`, `2m`, `1h`, or whole seconds; in milliseconds. */
export const spanMs: ValueSchema<number> = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h)?$/, expectedTexts.span)
  .transform((text) => Number.parseInt(text, 10) * unitMs(/[a-z]*$/.exec(text)![0]))

/** An age in days or weeks, such as `90d` or `12w`; in milliseconds. */
export const ageMs: ValueSchema<number> = z
  .string()
  .regex(/^[1-9]\d{0,4}[dw]$/, expectedTexts.age)
  .transform((text) => Number.parseInt(text, 10) * unitMs(text.at(-1)!))

/** The instant that was meant, in the time zone of the budget. */
export function resolveSince(since: Since, timezone: string, now: Date): Date {
  if ('instant' in since) return since.instant
  if ('agoMs' in since) return new Date(now.getTime() - since.agoMs)
  return startOfDay(resolveDay(since.day, timezone, now), timezone)
}

/** The calendar day that was meant, in the time zone of the budget. */
export function resolveDay(text: string, timezone: string, now: Date): string {
  const today = budgetDay(now, timezone)
  if (text === 'today') return today
  return text === 'yesterday' ? addDays(today, -1) : text
}

function readSince(text: string): Since | null {
  const ago = /^(\d{1,5})([mhdw])$/.exec(text)
  if (ago) return { agoMs: Number(ago[1]) * unitMs(ago[2]!) }
  if (isDay(text)) return { day: text }
  const isInstant =
    instant.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))
  return isInstant ? { instant: new Date(text) } : null
}

function unitMs(unit: string): number {
  return UNIT_MS[(unit || 's') as keyof typeof UNIT_MS]
}

/** Whether the calendar has this day: 2026-02-30 is none. */
function isDay(text: string): boolean {
  return (
    text === 'today' ||
    text === 'yesterday' ||
    (/^[1-9]\d{3}-/.test(text) && addDays(text, 0) === text)
  )
}
