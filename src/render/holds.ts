import type { HoldInfo, HoldsResult, WaitInfo } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { blocks, say, type Style } from './style.ts'
import { clockTime, type Zone } from './time.ts'

/** A line for each hold, at the head of every screen. */
export function holdLines(holds: HoldInfo[], style: Style, zone: Zone): string[] {
  return holds.map((hold) =>
    say(style, t.hold({ ...hold, at: clockTime(hold.since, zone) }), 'yellow'),
  )
}

/** A line for each provider that is left alone for a while. */
export function waitLines(waits: WaitInfo[], style: Style, zone: Zone): string[] {
  return waits.map(({ provider, code, until }) =>
    say(style, t.providerWait({ provider, code, at: clockTime(until, zone) }), 'yellow'),
  )
}

/** What `pause` and `resume` did. */
export function renderHolds({ holds, ended }: HoldsResult, style: Style): string {
  // Without today at hand every time is shown with its day.
  const zone = { day: '', timezone: style.timezone }
  return blocks(
    ended.map((hold) => say(style, t.holdEnded(hold), 'green')),
    holds.length > 0 ? holdLines(holds, style, zone) : [say(style, t.noHolds)],
  )
}
