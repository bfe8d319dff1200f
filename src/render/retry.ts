import type { RetryResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { reasonsText } from './counts.ts'
import { estimateLines } from './estimate.ts'
import { limitLine } from './limit.ts'
import { say, type Style } from './style.ts'

/** What `retry` put back, what it left and why, and what is left of the day. */
export function renderRetry(result: RetryResult, style: Style): string {
  const { matched, deferred, trimmed, awaitingApproval, undispatched } = result
  if (matched === 0) return `${say(style, t.noneMatched)}\n`
  const skipped = reasonsText(result.skipped)
  const lines = [
    say(style, t.requeued(result), 'bold'),
    ...(deferred > 0 ? [say(style, t.deferred(deferred))] : []),
    ...(awaitingApproval > 0 ? [say(style, t.waitsAgain(awaitingApproval))] : []),
    ...(trimmed > 0 ? [say(style, t.trimmed(trimmed), 'yellow')] : []),
    ...(skipped ? [say(style, t.leftAlone(skipped))] : []),
    ...estimateLines(result.estimate, style),
    limitLine(result.limit, style),
    ...(undispatched > 0 ? [say(style, t.undispatched(undispatched), 'yellow')] : []),
    ...(result.requeued > 0 && !result.dryRun ? [say(style, t.nextWorker)] : []),
  ]
  return `${lines.join('\n')}\n`
}
