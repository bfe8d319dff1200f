import type { CancelResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { reasonsText } from './counts.ts'
import { say, type Style } from './style.ts'

/** What `cancel` ended, what still finishes, and the money that is free again. */
export function renderCancel(result: CancelResult, style: Style): string {
  if (result.matched === 0) return `${say(style, t.noneMatched)}\n`
  const skipped = reasonsText(result.skipped)
  const lines = [
    say(style, t.cancelled(result), 'bold'),
    ...(result.finishing > 0 ? [say(style, t.finishing(result.finishing))] : []),
    ...(skipped ? [say(style, t.leftAlone(skipped))] : []),
  ]
  return `${lines.join('\n')}\n`
}
