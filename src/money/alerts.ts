/** Alerts at parts of a limit, each once. */
import type { Db, Tx } from '../db/client.ts'
import type { DailyUsage } from '../generated/sqlite/client.ts'
import type { LimitAlert } from '../notify/alert.ts'
import { raise } from '../notify/outbox.ts'
import type { Amount } from './ledger.ts'
import { type Limits, periodsOf } from './limits.ts'

/** A limit, and how much of it is reserved or spent. */
export type LimitUse = Omit<LimitAlert, 'percent'>

/** The limits of a period's row. */
function usesOf(row: DailyUsage): LimitUse[] {
  const { period, provider, jobLimit, microsLimit } = row
  const jobs = row.jobsReserved + row.jobsSpent
  const micros = Number(row.microsReserved + row.microsSpent)
  return [
    { period, provider, measure: 'jobs', used: jobs, limit: jobLimit },
    { period, provider, measure: 'micros', used: micros, limit: Number(microsLimit) },
  ]
}

export interface LimitAlertOptions {
  /** At which percent of a limit, the lowest first. */
  percents: readonly number[]
  at: Date
  /** What was refused for want of room: a limit that it does not fit into is as good as reached. */
  refused?: Amount
}

/**
 * Raises an alert for each limit that has come to one of the percents: the highest that it has come
 * to, unless that or a higher one was told before. A limit that was changed is told of anew.
 */
export async function alertLimits(
  tx: Tx,
  uses: readonly LimitUse[],
  options: LimitAlertOptions,
): Promise<void> {
  for (const { use, percent, keys } of await untold(tx, uses, options)) {
    const data = { ...use, percent }
    await raise(tx, { kind: 'limit', data, dedupeKey: keys[0]!, at: options.at })
  }
}

/** The same for the rows of periods as they stand, for whatever changed them. */
export async function alertUsage(
  db: Db,
  periods: readonly string[],
  options: LimitAlertOptions,
): Promise<void> {
  if (options.percents.length === 0) return
  const rows = await db.dailyUsage.findMany({ where: { period: { in: [...periods] } } })
  const uses = rows.flatMap(usesOf)
  if ((await untold(db, uses, options)).length === 0) return
  await db.$transaction((tx) => alertLimits(tx, uses, options))
}

/** Alerts where the limits of a day and its month are filled so far. `refused` did not fit any more. */
export async function alertDay(
  tx: Tx,
  { alertAt: percents = [] }: Limits,
  { day, at, refused }: { day: string; at: Date; refused?: Amount },
): Promise<void> {
  if (percents.length === 0) return
  const rows = await tx.dailyUsage.findMany({ where: { period: { in: periodsOf(day) } } })
  await alertLimits(tx, rows.flatMap(usesOf), { percents, at, ...(refused && { refused }) })
}

interface Reached {
  use: LimitUse
  percent: number
  /** Of this percent and of each higher one. */
  keys: string[]
}

/** What was reached, and not told yet. */
async function untold(
  db: Pick<Tx, 'notification'>,
  uses: readonly LimitUse[],
  options: LimitAlertOptions,
): Promise<Reached[]> {
  const reached = uses.flatMap((use) => reachedBy(use, options) ?? [])
  if (reached.length === 0) return []
  const rows = await db.notification.findMany({
    where: { dedupeKey: { in: reached.flatMap(({ keys }) => keys) } },
    select: { dedupeKey: true },
  })
  const told = new Set(rows.map(({ dedupeKey }) => dedupeKey))
  return reached.filter(({ keys }) => !keys.some((key) => told.has(key)))
}

function reachedBy(use: LimitUse, { percents, refused }: LimitAlertOptions): Reached | null {
  const { used, limit } = use
  if (limit === 0) return null
  const isFull = refused !== undefined && used + refusedOf(use, refused) > limit
  const part = Math.max((100 * used) / limit, isFull ? 100 : 0)
  const percent = percents.findLast((one) => part >= one)
  if (percent === undefined) return null
  const keys = percents.filter((one) => one >= percent).map((one) => keyOf(use, one))
  return { use, percent, keys }
}

/** How much of a limit the refused amount needed. */
function refusedOf({ provider, measure }: LimitUse, { jobs, micros, by }: Amount): number {
  if (measure === 'jobs') return jobs
  return provider === '' ? micros : (by?.[provider] ?? 0)
}

function keyOf({ period, provider, measure, limit }: LimitUse, percent: number): string {
  return `limit:${period}:${provider}:${measure}:${limit}:${percent}`
}
