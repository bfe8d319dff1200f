import type { ApproveResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { reasonsText } from './counts.ts'
import { estimateLines } from './estimate.ts'
import { limitLine } from './limit.ts'
import { say, type Style } from './style.ts'

/** What was approved or rejected, what was left alone and why, and what is left of the day. */
export function renderApprove(result: ApproveResult, style: Style): string {
  const { matched, decision, deferred, trimmed, queued, undispatched, dryRun } = result
  if (matched === 0) return `${say(style, t.noneMatched)}\n`
  const skipped = reasonsText(result.skipped)
  const told = decision === 'approve' ? t.approved(result) : t.rejected(result)
  const lines = [
    say(style, told, 'bold'),
    ...(deferred > 0 ? [say(style, t.approvedLater(deferred))] : []),
    ...(trimmed > 0 ? [say(style, t.stillWaiting(trimmed), 'yellow')] : []),
    ...(skipped ? [say(style, t.leftAlone(skipped))] : []),
    ...estimateLines(result.estimate, style),
    limitLine(result.limit, style),
    ...(undispatched > 0 ? [say(style, t.undispatched(undispatched), 'yellow')] : []),
    ...(queued > 0 && !dryRun ? [say(style, t.nextWorker)] : []),
  ]
  return `${lines.join('\n')}\n`
}
