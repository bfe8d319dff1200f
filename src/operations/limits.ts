/** The limits of today and its month: as they stand, and set otherwise by a person. */
import { budgetDay } from '../money/budget-day.ts'
import { exceptionOf, periodsOf, readUsage, spanOf, type UsageRow } from '../money/limits.ts'
import { limitsWith, type NewException, setException } from '../money/set-exception.ts'
import type { Limits } from '../money/usage.ts'
import type { Db, Tx } from '../db/client.ts'
import { VidgenError } from '../errors.ts'
import type { LimitOptions } from '../requests.ts'
import type { LimitChange, LimitsResult, LimitUse } from '../results.ts'

export interface LimitsContext {
  db: Db
  clock: () => Date
  timezone: string
  limits: Limits
  actor: string
}

/** The limits in force, and what is used of them. Writes nothing. */
export async function readLimits(context: LimitsContext): Promise<LimitsResult> {
  const day = budgetDay(context.clock(), context.timezone)
  return await told(context, context.db, { day, dryRun: false, changed: null })
}

/**
 * Sets limits of today or its month otherwise than the settings, or ends that. Nothing that is
 * reserved or spent is undone; deferred jobs that fit now are admitted by a worker's next tick.
 * Throws USAGE_CONFLICT for videos of one provider, and USAGE_NEEDS_ONE_OF where nothing is said.
 */
export async function changeLimit(
  context: LimitsContext,
  options: LimitOptions,
): Promise<LimitsResult> {
  assertMeant(options)
  const { dryRun = false, reason } = options
  const at = context.clock()
  const day = budgetDay(at, context.timezone)
  const wanted = wantedOf(options, day)
  const { limits, actor: by } = context
  return await context.db.$transaction(async (tx) => {
    const changed = await changeOf(context, tx, { wanted, day })
    if (changed && !dryRun) await setException(tx, wanted, { limits, reason, by, at })
    return await told(context, tx, { day, dryRun, changed })
  })
}

function assertMeant({ provider, jobs, micros, end }: LimitOptions): void {
  const command = 'limit'
  if (provider !== null && jobs !== undefined) {
    throw new VidgenError('USAGE_CONFLICT', { command, first: '--jobs', second: '--provider' })
  }
  if (end || jobs !== undefined || micros !== undefined) return
  throw new VidgenError('USAGE_NEEDS_ONE_OF', { command, options: '--jobs, --usd or --end' })
}

function wantedOf({ span, provider, jobs, micros, end }: LimitOptions, today: string) {
  const [day, month] = periodsOf(today)
  return {
    period: span === 'day' ? day : month,
    provider: provider ?? '',
    ...(jobs !== undefined && { jobs }),
    ...(micros !== undefined && { micros }),
    ...(end && { end }),
  }
}

const UNITS = ['jobs', 'micros'] as const

/** null where an exception is to end that is not there. */
async function changeOf(
  { limits }: LimitsContext,
  tx: Tx,
  { wanted, day }: { wanted: NewException; day: string },
): Promise<LimitChange | null> {
  const { period, provider, end: ended = false } = wanted
  const row = await tx.dailyUsage.findUnique({ where: { period_provider: { period, provider } } })
  if (ended && (row?.jobsException ?? row?.microsException ?? null) === null) return null
  const rows = await readUsage(tx, day, limits)
  const before = rows.find((row) => row.period === period && row.provider === provider)
  const to = limitsWith(wanted, row, limits)
  return {
    period,
    span: spanOf(period),
    provider: provider === '' ? null : provider,
    ended,
    limits: UNITS.flatMap((unit) => {
      const isMeant = ended ? before?.exception[unit] !== null : wanted[unit] !== undefined
      return isMeant ? [{ unit, from: before?.[unit].limit ?? null, to: to[unit] }] : []
    }),
  }
}

async function told(
  { timezone, limits }: LimitsContext,
  db: Tx | Db,
  result: Omit<LimitsResult, 'timezone' | 'limits'>,
): Promise<LimitsResult> {
  const rows = await readUsage(db, result.day, limits)
  return { ...result, timezone, limits: rows.flatMap(usesOf) }
}

/** A provider has no limit of videos; a day and a month are told though nothing limits them. */
function usesOf(row: UsageRow): LimitUse[] {
  const { period, provider } = row
  return UNITS.filter((unit) => provider === '' || unit === 'micros').map((unit) => {
    const { reserved, spent, limit } = row[unit]
    return {
      period,
      span: spanOf(period),
      provider: provider === '' ? null : provider,
      unit,
      reserved,
      spent,
      limit,
      left: limit === null ? null : Math.max(0, limit - reserved - spent),
      exception: exceptionOf(row, unit),
    }
  })
}
