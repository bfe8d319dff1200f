import type { LimitState } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { say, type Style } from './style.ts'

/** `Today 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50.0000`, yellow where it is used up. */
export function limitLine(limit: LimitState, style: Style): string {
  const full = limit.jobs.used >= limit.jobs.limit || limit.micros.used >= limit.micros.limit
  return say(style, t.limit(limit), full ? 'yellow' : undefined)
}
