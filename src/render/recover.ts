import type { RecoverResult } from '../results.ts'
import { upkeepTexts as t } from '../text/upkeep.ts'
import { blocks, say, type Style } from './style.ts'

/** What was found and put right, and what could not be looked at. */
export function renderRecover({ dryRun, repairs }: RecoverResult, style: Style): string {
  const found = repairs.filter((repair) => repair.found > 0)
  const failed = repairs.flatMap(({ repair, error }) => (error ? [{ repair, error }] : []))
  const head = dryRun ? t.wouldRepair : t.repaired
  const lines = found.map((repair) => say(style, `  ${t.repair({ ...repair, dryRun })}`))
  const problems = failed.flatMap(({ repair, error: { message, hint } }) => [
    say(style, t.notLooked({ repair, message }), 'red'),
    ...(hint ? [say(style, hint)] : []),
  ])
  const well = found.length === 0 && failed.length === 0
  if (well) return blocks([say(style, t.allWell, 'green')])
  return blocks(found.length > 0 ? [say(style, head, 'bold'), ...lines] : [], problems)
}
