import type { Discrepancy, LedgerResult } from '../results.ts'
import { ledgerTexts as t } from '../text/ledger.ts'
import { blocks, say, type Style } from './style.ts'
import { table } from './table.ts'

/** More than these are only counted; JSON has them. */
const SHOWN = 50

/** That the books balance, or what of them does not. */
export function renderLedger(result: LedgerResult, style: Style): string {
  if (result.balanced) return `${say(style, t.balanced(result), 'green')}\n`
  const shown = result.discrepancies.slice(0, SHOWN)
  const rest = result.discrepancyCount - shown.length
  return blocks(
    [say(style, t.unbalanced(result), 'red')],
    // Never cut: ids are there to be copied.
    table({ ...style, width: Infinity }, columns(), shown.map(row)),
    rest > 0 ? [say(style, t.more(rest), 'dim')] : [],
    [say(style, t.next)],
  )
}

const columns = () => [
  { head: t.heads.where },
  { head: t.heads.period },
  { head: t.heads.provider },
  { head: t.heads.what },
  { head: t.heads.ledger, align: 'right' as const },
  { head: t.heads.found, align: 'right' as const },
  { head: t.heads.difference, align: 'right' as const },
  { head: t.heads.meaning },
]

function row(each: Discrepancy): string[] {
  const { what, ledger, found, difference, check, period, provider } = each
  const amounts = [ledger, found, difference].map((amount) => t.amount(what, amount))
  const place = [t.where(each), period ?? t.none, provider ?? t.none]
  return [...place, t.what(what), ...amounts, t.meaning(check)]
}
