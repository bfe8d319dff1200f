/** The rows of DailyUsage and the ledger, always changed together, in the caller's transaction. */
import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../db/client.ts'
import { addToUsage, addWithinLimits, type RowChange } from '../db/sql/usage.ts'
import type { DailyUsage } from '../generated/sqlite/client.ts'
import { alertDay } from './alerts.ts'
import { type Amount, appendEntry, type EntrySubject } from './ledger.ts'
import {
  inForce,
  type LimitColumns,
  limitColumns,
  type Limits,
  NO_LIMITS,
  periodsOf,
  type RowId,
} from './limits.ts'
import { slotsTakenBack } from './slot.ts'

/** One movement of money and slots. */
export interface Movement {
  /** ADJUST changes what is spent, and no reservation. */
  kind: 'RESERVE' | 'RELEASE' | 'CHARGE' | 'ADJUST'
  amount: Amount
  subject: EntrySubject
}

/**
 * Books movements, all or none, on every row that they are about: day and month, all providers and
 * each. They count together: what one gives back makes room for another, and a job's slot leaves the
 * day where it was spent for the one where it is reserved anew. False, with nothing changed, where a
 * row that grows would pass its limit; with null for limits that is not asked.
 */
export async function book(
  tx: Tx,
  movements: readonly Movement[],
  limits: Limits | null,
): Promise<boolean> {
  const entries = [...(await slotsTakenBack(tx, movements)), ...movements].flatMap(entriesOf)
  const changes = changesOf(entries)
  if (limits === null) await addToUsage(tx, changes, limitColumns(NO_LIMITS))
  else {
    await keepLimits(tx, changes, limits)
    if (!(await addWithinLimits(tx, changes))) return false
  }
  for (const { kind, amount, subject } of entries) await appendEntry(tx, kind, amount, subject)
  if (limits !== null) await alertReserved(tx, movements, limits)
  return true
}

/** Told in the transaction that reserves, so that no limit fills unnoticed. */
async function alertReserved(
  tx: Tx,
  movements: readonly Movement[],
  limits: Limits,
): Promise<void> {
  const reserved = movements.filter(({ kind }) => kind === 'RESERVE')
  const days = new Map(reserved.map(({ subject: { day, at } }) => [day, at]))
  for (const [day, at] of days) await alertDay(tx, limits, { day, at })
}

/** An entry for each provider, the first under the movement's own key and with its slots. */
function entriesOf({ kind, amount, subject }: Movement): Movement[] {
  const { micros, jobs, by = {} } = amount
  const split = Object.entries(by).filter(([, part]) => part > 0)
  const rest = micros - split.reduce((sum, [, part]) => sum + part, 0)
  const parts: [provider: string | undefined, micros: number][] =
    rest > 0 || split.length === 0 ? [[subject.provider, rest], ...split] : split
  return parts.map(([provider, micros], index) => ({
    kind,
    amount: { micros, jobs: index === 0 ? jobs : 0 },
    subject: {
      ...subject,
      ...(provider !== undefined && { provider }),
      key: index === 0 ? subject.key : `${subject.key}:${provider}`,
    },
  }))
}

function changesOf(entries: readonly Movement[]): RowChange[] {
  const changes = new Map<string, RowChange>()
  for (const { kind, amount, subject } of entries) {
    for (const id of rowsOf(subject)) {
      const key = `${id.period} ${id.provider}`
      const change = changes.get(key) ?? { ...id, ...NOTHING }
      changes.set(key, change)
      add(change, kind, { ...amount, jobs: id.provider === '' ? amount.jobs : 0 })
    }
  }
  return [...changes.values()]
}

const NOTHING = { jobsReserved: 0, jobsSpent: 0, microsReserved: 0, microsSpent: 0 }

/** Slots are those of all providers together: a video needs several. */
function rowsOf({ day, provider }: EntrySubject): RowId[] {
  const providers = provider === undefined ? [''] : ['', provider]
  return providers.flatMap((provider) => periodsOf(day).map((period) => ({ period, provider })))
}

function add(change: RowChange, kind: Movement['kind'], { micros, jobs }: Amount): void {
  if (kind !== 'ADJUST') {
    const sign = kind === 'RESERVE' ? 1 : -1
    change.microsReserved += sign * micros
    change.jobsReserved += sign * jobs
  }
  if (kind === 'RESERVE' || kind === 'RELEASE') return
  change.microsSpent += micros
  change.jobsSpent += jobs
}

/** Makes the rows that are not there yet and takes this host's limits into all of them. */
async function keepLimits(tx: Tx, ids: readonly RowId[], limits: Limits): Promise<void> {
  const rows = await tx.dailyUsage.findMany({
    where: {
      period: { in: [...new Set(ids.map((id) => id.period))] },
      provider: { in: [...new Set(ids.map((id) => id.provider))] },
    },
  })
  for (const { period, provider } of ids) {
    const row = rows.find((row) => row.period === period && row.provider === provider)
    const id = { period, provider }
    const columns = limitColumns(inForce(id, row ?? null, limits))
    if (row && sameLimits(row, columns)) continue
    await tx.dailyUsage.upsert({
      where: { period_provider: id },
      create: { ...id, ...columns },
      update: columns,
      select: { period: true },
    })
  }
}

function sameLimits(row: Pick<DailyUsage, keyof LimitColumns>, columns: LimitColumns): boolean {
  return (
    row.jobLimit === columns.jobLimit &&
    row.microsLimit === columns.microsLimit &&
    isDeepStrictEqual(row.limits, columns.limits)
  )
}
