import type { LimitState } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { limitException } from '../text/limits.ts'
import { say, type Style } from './style.ts'

/** `Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; …`, yellow where one is used up. */
export function limitLine(limit: LimitState, style: Style): string {
  const full = limit.all.some(({ used, limit }) => used >= limit)
  const set = limit.all.map((each) => limitException(each)).filter((sentence) => sentence !== '')
  const text = [t.limit(limit), ...tightest(limit), ...set].join(' ')
  return say(style, text, full ? 'yellow' : undefined)
}

/** That of the month or of a provider, where it leaves less than the day's own. */
function tightest({ all }: LimitState): string[] {
  const [first] = all
  if (!first || (first.span === 'day' && first.provider === null)) return []
  return [t.tightest(first)]
}
