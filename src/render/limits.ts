import type { LimitsResult, LimitUse } from '../results.ts'
import { limitException, limitTexts as t } from '../text/limits.ts'
import { blocks, say, type Style } from './style.ts'
import { type Cell, table } from './table.ts'

/**
 * Every limit in force, what is used of it, and who set it; before that what was changed, or that
 * nothing had to be where that was `asked` for.
 */
export function renderLimits(
  result: LimitsResult,
  style: Style,
  { asked }: { asked: boolean },
): string {
  const { day, timezone, limits } = result
  const exceptions = limits.map((use) => limitException(use)).filter((sentence) => sentence !== '')
  return blocks(
    asked && result.changed === null ? nothingLines(result, style) : changedLines(result, style),
    [say(style, t.title({ day, timezone }), 'bold'), ...table(style, columns, limits.map(row))],
    exceptions.map((sentence) => say(style, sentence)),
  )
}

/** One that holds elsewhere, as for the month, may be what was meant. */
function nothingLines({ limits }: LimitsResult, style: Style): string[] {
  const set = limits.filter(({ exception }) => exception !== null)
  if (set.length === 0) return [say(style, t.nothing)]
  const lines = [t.nothingThere, ...new Set(set.map((use) => t.ends(use)))]
  return lines.map((line) => say(style, line))
}

function changedLines({ changed, dryRun, limits }: LimitsResult, style: Style): string[] {
  if (changed === null) return []
  const { period, provider } = changed
  const below = changed.limits.flatMap(({ unit, to }) => {
    const use = limits.find((use) => isOf(use, { period, provider, unit }))
    const used = use ? use.reserved + use.spent : 0
    return to !== null && used > to ? [t.below({ period, unit, used })] : []
  })
  return [
    say(style, t.changed(changed, dryRun), dryRun ? undefined : 'green'),
    ...below.map((sentence) => say(style, sentence, 'yellow')),
  ]
}

function isOf(use: LimitUse, wanted: Pick<LimitUse, 'period' | 'provider' | 'unit'>): boolean {
  const { period, provider, unit } = wanted
  return use.period === period && use.provider === provider && use.unit === unit
}

const columns = [
  { head: t.heads.period },
  { head: t.heads.provider },
  { head: t.heads.of },
  { head: t.heads.limit, align: 'right' as const },
  { head: t.heads.reserved, align: 'right' as const },
  { head: t.heads.spent, align: 'right' as const },
  { head: t.heads.left, align: 'right' as const },
  { head: t.heads.by, drop: 1 },
]

function row(use: LimitUse): Cell[] {
  const { period, provider, unit, limit, reserved, spent, left, exception } = use
  const amounts = [limit, reserved, spent].map((amount) => t.amount(unit, amount))
  const rest = t.amount(unit, left)
  return [
    period,
    provider ?? t.all,
    t.units[unit],
    ...amounts,
    left === 0 ? { text: rest, tone: 'yellow' as const } : rest,
    exception?.by ?? (limit === null ? t.none : t.settings),
  ]
}
