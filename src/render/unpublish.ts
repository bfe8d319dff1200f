import type { UnpublishResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { reasonsText } from './counts.ts'
import { say, type Style } from './style.ts'

/** What products show now, what was left alone and why, and how it is undone. */
export function renderUnpublish(result: UnpublishResult, style: Style): string {
  const { action, matched, dryRun, cleared, shown } = result
  if (matched === 0) return `${say(style, t.noneMatched)}\n`
  const told = { unpublish: t.tookOff, retire: t.retired, restore: t.restored }[action](result)
  const skipped = reasonsText(result.skipped)
  const lines = [
    say(style, told, 'bold'),
    ...(skipped ? [say(style, t.leftAlone(skipped))] : []),
    ...(result.skipped['active'] ? [say(style, t.nextActive)] : []),
    ...(action === 'unpublish' && !dryRun && shown + cleared > 0
      ? [say(style, t.nextUnpublished)]
      : []),
    ...(action === 'retire' && !dryRun && result.retired > 0 ? [say(style, t.nextRetired)] : []),
  ]
  return `${lines.join('\n')}\n`
}
