/** Before each purchase: its money is reserved, and what was really spent leaves room for it. */
import { Prisma } from '../generated/sqlite/client.ts'
import type { Tx } from '../db/client.ts'
import type { Amount } from '../money/ledger.ts'
import { limitsOf, readUsage, type UsageRow } from '../money/limits.ts'
import { type Limits, neededOf, roomOf, shortOf } from '../money/usage.ts'
import type { LimitInForce } from '../results.ts'
import { type Need, reserveForPurchase, wantedFor } from './reservation.ts'
import type { FailureNote } from './transitions.ts'

/**
 * Whether more is reserved and spent than some limit of the day allows: prices rose, purchases were
 * made again, or the limit was lowered. Else what is reserved keeps all spending within it.
 */
export async function isOverspent(
  db: Pick<Tx, 'dailyUsage' | 'limitException'>,
  day: string,
  limits: Limits,
): Promise<boolean> {
  return limitsOf(await readUsage(db, day, limits)).some(({ used, limit }) => used > limit)
}

/**
 * Reserves what a purchase needs. Where the limits have no room beside what others have reserved, or
 * more is reserved than they allow, what was really spent decides: with that, the calls under way and
 * this one within every limit the purchase goes on, and who comes when they are full waits. Returns
 * null once the money is reserved; else what has no room, and the transaction is to be given up.
 */
export async function reserveOrDefer(
  tx: Tx,
  need: Need & { overspent: boolean },
): Promise<FailureNote | null> {
  const { job, day, limits } = need
  if (await reserveForPurchase(tx, need)) {
    const full = need.overspent ? await spentUp(tx, need) : null
    return full && tell(full, need)
  }
  // It holds nothing on this day that others had to make room for.
  if (job.budgetDay !== day) {
    const [short] = shortOf(await roomOf(tx, day, limits), await wantedFor(tx, need))
    return tell(short, need)
  }
  const full = await spentUp(tx, need)
  if (full) return tell(full, need)
  await reserveForPurchase(tx, { ...need, limits: null })
  return null
}

/** What the purchase itself takes of a limit. */
function amountOf({ job, call, needMicros }: Need): Amount {
  return { micros: needMicros, jobs: job.reservedJobs, by: { [call.provider]: needMicros } }
}

/** The limit that spending with the calls under way and this one would pass. */
async function spentUp(tx: Tx, need: Need): Promise<LimitInForce | null> {
  const rows = await readUsage(tx, need.day, need.limits)
  for (const limit of limitsOf(rows)) {
    const needed = neededOf(limit, amountOf(need))
    if (needed === 0) continue
    const row = rows.find(({ period, provider }) => isOf(limit, { period, provider }))!
    const taken = row[limit.unit].spent + (await underWay(tx, row))[limit.unit]
    if (taken + needed > limit.limit) return limit
  }
  return null
}

function isOf(limit: LimitInForce, row: Pick<UsageRow, 'period' | 'provider'>): boolean {
  return limit.period === row.period && (limit.provider ?? '') === row.provider
}

/** What open calls may still cost, and the slots of their jobs that nothing was charged for yet. */
async function underWay(
  tx: Tx,
  { period, provider }: UsageRow,
): Promise<{ micros: number; jobs: number }> {
  const ofProvider = provider === '' ? Prisma.empty : Prisma.sql`AND c."provider" = ${provider}`
  const [row] = await tx.$queryRaw<{ micros: bigint; jobs: bigint }[]>`
    SELECT CAST(COALESCE(SUM(c."reservedMicros"), 0) AS BIGINT) AS "micros",
      COUNT(DISTINCT CASE WHEN j."reservedJobs" > 0 THEN j."id" END) AS "jobs"
    FROM "ProviderCall" AS c JOIN "VideoGenerationJob" AS j ON j."id" = c."jobId"
    WHERE c."outcome" IN ('INTENT', 'ACCEPTED', 'UNKNOWN') ${ofProvider}
      AND substr(j."budgetDay", 1, CAST(${period.length} AS INTEGER)) = ${period}`
  return { micros: Number(row!.micros), jobs: Number(row!.jobs) }
}

function tell(limit: LimitInForce | undefined, { needMicros }: Need): FailureNote {
  const { period = '', provider = null, unit = 'micros', used = 0, limit: most = 0 } = limit ?? {}
  const params = { period, provider: provider ?? '', unit, used, limit: most, needMicros }
  return { code: 'LIMIT_FULL', params: { ...params, ...setBy(limit?.exception ?? null) } }
}

/** Who set the limit otherwise than the settings. */
function setBy(exception: LimitInForce['exception']): FailureNote['params'] {
  if (exception === null) return {}
  const { by, reason: because, settings } = exception
  return { by, because, ...(settings !== null && { settings }) }
}
