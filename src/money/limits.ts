/** The limits in force: of a day and its month, over all providers and of each. */
import type { Tx } from '../db/client.ts'
import type { DailyUsage } from '../generated/sqlite/client.ts'
import type { ExceptionInfo, LimitInForce } from '../results.ts'
import { readExceptions } from './exceptions.ts'

/** The limits of this host's configuration. What is null or missing has none. */
export interface Limits {
  host: string
  /** Of a day. */
  jobs: number
  micros: number
  month?: { jobs: number | null; micros: number | null }
  /** Micro-dollars of each provider. */
  providers?: Readonly<Partial<Record<string, { day: number | null; month: number | null }>>>
  /** At which percents of a limit an alert is raised, the lowest first; none unless told. */
  alertAt?: readonly number[]
}

/** One limit of each kind; null: none. */
export interface Pair {
  jobs: number | null
  micros: number | null
}

/** What every host had when it last reserved something, by its name. */
export type Hosts = Readonly<Record<string, Pair>>

/** A row of DailyUsage as it counts for this host now; one that is not there yet has nothing used. */
export interface UsageRow extends RowId {
  jobs: { reserved: number; spent: number; limit: number | null }
  micros: { reserved: number; spent: number; limit: number | null }
  hosts: Hosts
  /** What a person set instead of the settings. */
  exception: Pair
  /** What holds without that. */
  settings: Pair
  /** Who set it, when and why. */
  told: Readonly<Record<keyof Pair, ExceptionInfo | null>>
}

/** `provider` is '' for all of them. */
export interface RowId {
  period: string
  provider: string
}

/** What stands in a column of a limit that is none; the largest that JavaScript and the column hold. */
const NONE: Record<keyof Pair, number> = {
  jobs: 2_147_483_647,
  micros: Number.MAX_SAFE_INTEGER,
}

/** Whether a period is a day or a month. */
export function spanOf(period: string): LimitInForce['span'] {
  return period.length > 'YYYY-MM'.length ? 'day' : 'month'
}

/** The day, and the month that it is in. */
export function periodsOf(day: string): [day: string, month: string] {
  return [day, day.slice(0, 'YYYY-MM'.length)]
}

/**
 * The rows of a day and its month, of all providers together and of each that has a limit or was
 * used, with this host's limits taken into account. Writes nothing.
 */
export async function readUsage(db: ReadsLimits, day: string, limits: Limits): Promise<UsageRow[]> {
  const periods = periodsOf(day)
  const stored = await db.dailyUsage.findMany({ where: { period: { in: periods } } })
  const isSet = stored.some((row) => row.jobsException !== null || row.microsException !== null)
  const told = isSet ? await readExceptions(db, periods) : new Map<string, never>()
  const providers = new Set(['', ...Object.keys(limits.providers ?? {})])
  for (const { provider } of stored) providers.add(provider)
  return periods.flatMap((period) =>
    [...providers].map((provider) => {
      const row = stored.find((row) => row.period === period && row.provider === provider)
      const id = { period, provider }
      return {
        ...usageRow(id, row ?? null, limits),
        told: told.get(`${period} ${provider}`) ?? { jobs: null, micros: null },
      }
    }),
  )
}

/** What limits are read from. */
type ReadsLimits = Pick<Tx, 'dailyUsage' | 'limitException'>

function usageRow(id: RowId, row: DailyUsage | null, limits: Limits): Omit<UsageRow, 'told'> {
  const { hosts, limit, exception, settings } = inForce(id, row, limits)
  return {
    ...id,
    jobs: { reserved: row?.jobsReserved ?? 0, spent: row?.jobsSpent ?? 0, limit: limit.jobs },
    micros: {
      reserved: Number(row?.microsReserved ?? 0n),
      spent: Number(row?.microsSpent ?? 0n),
      limit: limit.micros,
    },
    hosts,
    exception,
    settings,
  }
}

/** The lowest limits of any host, this host's being the ones it has now; an exception comes before them. */
export function inForce(
  id: RowId,
  row: Pick<DailyUsage, 'limits' | 'jobsException' | 'microsException'> | null,
  limits: Limits,
): { hosts: Hosts; limit: Pair; exception: Pair; settings: Pair } {
  const { [limits.host]: _before, ...others } = (row?.limits ?? {}) as unknown as Hosts
  const own = ownLimits(id, limits)
  const has = own.jobs !== null || own.micros !== null
  const hosts = has ? { ...others, [limits.host]: own } : others
  const exception = {
    jobs: row?.jobsException ?? null,
    micros: row?.microsException == null ? null : Number(row.microsException),
  }
  const settings = { jobs: lowest(hosts, 'jobs'), micros: lowest(hosts, 'micros') }
  const limit = {
    jobs: exception.jobs ?? settings.jobs,
    micros: exception.micros ?? settings.micros,
  }
  return { hosts, limit, exception, settings }
}

function ownLimits({ period, provider }: RowId, limits: Limits): Pair {
  const isDay = spanOf(period) === 'day'
  if (provider !== '') {
    const own = limits.providers?.[provider]
    return { jobs: null, micros: own?.[isDay ? 'day' : 'month'] ?? null }
  }
  if (isDay) return { jobs: limits.jobs, micros: limits.micros }
  return limits.month ?? { jobs: null, micros: null }
}

function lowest(hosts: Hosts, unit: keyof Pair): number | null {
  const all = Object.values(hosts).map((pair) => pair[unit])
  const set = all.filter((limit) => limit !== null)
  return set.length > 0 ? Math.min(...set) : null
}

/** The columns of a row that hold its limits. */
export interface LimitColumns {
  limits: Record<string, { jobs: number | null; micros: number | null }>
  jobLimit: number
  microsLimit: bigint
}

/** What holds where nobody has set anything. */
export const NO_LIMITS = { hosts: {}, limit: { jobs: null, micros: null } }

/** The limits as a row keeps them. */
export function limitColumns(set: { hosts: Hosts; limit: Pair }): LimitColumns {
  return {
    limits: { ...set.hosts },
    jobLimit: set.limit.jobs ?? NONE.jobs,
    microsLimit: BigInt(set.limit.micros ?? NONE.micros),
  }
}

/** The limits among rows, the tightest first: the one of which the largest share is used. */
export function limitsOf(rows: readonly UsageRow[]): LimitInForce[] {
  return rows.flatMap(limitsOfRow).toSorted((a, b) => share(b) - share(a))
}

function limitsOfRow(row: UsageRow): LimitInForce[] {
  return (['jobs', 'micros'] as const).flatMap((unit) => {
    const { reserved, spent, limit } = row[unit]
    if (limit === null) return []
    const { period, provider } = row
    return {
      period,
      span: spanOf(period),
      provider: provider === '' ? null : provider,
      unit,
      used: reserved + spent,
      limit,
      exception: exceptionOf(row, unit),
    }
  })
}

/** Who set a limit of a row, where it was set by a person. */
export function exceptionOf(row: UsageRow, unit: keyof Pair): LimitInForce['exception'] {
  const told = row.told[unit]
  if (row.exception[unit] === null || told === null) return null
  return { ...told, settings: row.settings[unit] }
}

function share({ used, limit }: LimitInForce): number {
  return limit === 0 ? Infinity : used / limit
}

/**
 * Every limit in force on a day and in its month, with what is used of it (reserved and spent), the
 * tightest first. Writes nothing; inside a transaction it tells what that transaction has done.
 */
export async function limitStates(
  db: ReadsLimits,
  { day, limits }: { day: string; limits: Limits },
): Promise<LimitInForce[]> {
  return limitsOf(await readUsage(db, day, limits))
}
