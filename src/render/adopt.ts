import type { AdoptResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { say, type Style } from './style.ts'

/** What `adopt` attached, and what happens next. */
export function renderAdopt(result: AdoptResult, style: Style): string {
  const { undispatched } = result
  const lines = [
    say(style, t.adopted(result), 'bold'),
    ...(undispatched > 0 ? [say(style, t.undispatched(undispatched), 'yellow')] : []),
    say(style, t.nextWorker),
  ]
  return `${lines.join('\n')}\n`
}
