import type { ImportResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { say, type Style } from './style.ts'

/** What was moved, and what is to be done with the old home. */
export function renderImport(result: ImportResult, style: Style): string {
  const { dryRun, objects } = result
  const lines = [
    say(style, t.imported(result), 'bold'),
    say(style, t.importedObjects(result)),
    ...(objects.missing > 0 ? [say(style, t.importMissing(objects), 'yellow')] : []),
    ...(dryRun ? [] : [say(style, t.importNext)]),
  ]
  return `${lines.join('\n')}\n`
}
