/** What days and months have room for, and the movements on them, in the caller's transaction. */
import type { Tx } from '../db/client.ts'
import type { LimitInForce, LimitState } from '../results.ts'
import { book } from './book.ts'
import type { Amount, EntrySubject } from './ledger.ts'
import { type Hosts, type Limits, limitsOf, readUsage, type UsageRow } from './limits.ts'

export type { Limits } from './limits.ts'

/** What a day, and the month that it is in, still have room for; never negative. */
export interface Room extends Amount {
  state: Omit<LimitState, 'timezone'>
  /** What each provider with a limit has room for. */
  by: Record<string, number>
  /** Limits that hosts have set differently; the lowest holds. */
  differing: { period: string; provider: string | null; hosts: Hosts }[]
}

/** What a day has room for, this host's limits taken into account. Writes nothing. */
export async function roomOf(
  db: Pick<Tx, 'dailyUsage' | 'limitException'>,
  day: string,
  limits: Limits,
): Promise<Room> {
  const rows = await readUsage(db, day, limits)
  const ofDay = rows.find((row) => row.period === day && row.provider === '')!
  const all = limitsOf(rows)
  const left = (unit: 'jobs' | 'micros', provider: string | null) =>
    all
      .filter((limit) => limit.unit === unit && limit.provider === provider)
      .reduce((least, { limit, used }) => Math.min(least, Math.max(0, limit - used)), Infinity)
  const providers = new Set(all.map((limit) => limit.provider).filter((name) => name !== null))
  return {
    jobs: left('jobs', null),
    micros: left('micros', null),
    by: Object.fromEntries([...providers].map((name) => [name, left('micros', name)])),
    state: { day, jobs: stateOf(ofDay, 'jobs'), micros: stateOf(ofDay, 'micros'), all },
    differing: rows.filter(isDiffering).map(({ period, provider, hosts }) => {
      return { period, provider: provider === '' ? null : provider, hosts }
    }),
  }
}

function isDiffering({ hosts }: UsageRow): boolean {
  const [first, ...others] = Object.values(hosts)
  return others.some(({ jobs, micros }) => jobs !== first!.jobs || micros !== first!.micros)
}

/** A day always has limits of its own. */
function stateOf(row: UsageRow, unit: 'jobs' | 'micros'): { used: number; limit: number } {
  const { reserved, spent, limit } = row[unit]
  return { used: reserved + spent, limit: limit! }
}

/** What limits are asked for. */
export interface NeededAmount extends Amount {
  /** Slots of the month, where they are not as many as of the day. */
  monthJobs?: number
}

/** The limits that have too little room for an amount, the tightest first. */
export function shortOf(room: Pick<Room, 'state'>, amount: NeededAmount): LimitInForce[] {
  return room.state.all.filter((each) => {
    const needed = neededOf(each, amount)
    return needed > 0 && each.used + needed > each.limit
  })
}

/** How much of a limit an amount needs. */
export function neededOf(limit: LimitInForce, needed: NeededAmount): number {
  const { unit, provider, span } = limit
  const { jobs, monthJobs = jobs, micros, by } = needed
  if (unit === 'jobs') return span === 'month' ? monthJobs : jobs
  return provider === null ? micros : (by?.[provider] ?? 0)
}

/** Reserves under the limits of day and month, in one conditional statement; false (nothing written) without room. */
export function reserve(
  tx: Tx,
  amount: Amount,
  limits: Limits,
  subject: EntrySubject,
): Promise<boolean> {
  return book(tx, [{ kind: 'RESERVE', amount, subject }], limits)
}

/** Gives a reservation back to its day. */
export async function release(tx: Tx, amount: Amount, subject: EntrySubject): Promise<void> {
  if (amount.jobs === 0 && amount.micros === 0) return
  await book(tx, [{ kind: 'RELEASE', amount, subject }], null)
}
