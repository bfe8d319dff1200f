/** Single words and units that stand in tables and between numbers. */
import type { SettingInfo, StepInfo } from '../../results.ts'
import { count } from '../money.ts'

const two = (value: number) => String(value).padStart(2, '0')

/** Where the code of a reason is no word; the others are said as they are. */
const REASONS: Readonly<Record<string, string>> = {
  'awaiting-approval': 'awaiting approval',
  'already-cancelled': 'cancelled already',
  'not-waiting': 'not waiting for approval',
  'video-missing': 'without a video file',
  'not-shown': 'not shown now',
  'already-retired': 'retired already',
  'nothing-to-restore': 'with nothing to restore',
}

export const wordTexts = {
  /** `12 completed`: so many products or jobs, and what the result calls them. */
  reason: (p: { reason: string; number: number }): string =>
    `${count(p.number)} ${REASONS[p.reason] ?? p.reason}`,
  /** What becomes of a row, in a dry run. */
  decision: (decision: string): string => decision,
  /** What happened to a job. */
  event: (type: string): string => type,
  /** How far a step is. */
  stepState: (state: StepInfo['state']): string => state,
  /** Where the value of a setting comes from. */
  source: (source: SettingInfo['source']): string => source,
  /** A part that `doctor` looks at. */
  check: (check: string): string => check,
  /** Why purchases are paused, where whoever did it did not say. */
  pausedBy: (actor: string): string => `by ${actor}`,
  levels: { ok: 'ok', warning: 'warning', error: 'error' },
  seconds: (seconds: number): string => `${seconds} s`,
  minutes: (minutes: number, seconds: number): string => `${minutes} min ${two(seconds)} s`,
  hours: (hours: number, minutes: number): string => `${hours} h ${two(minutes)} min`,
}
