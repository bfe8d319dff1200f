/** Limits that a person sets otherwise for a day or a month, in place of the settings. */
import { ulid } from 'ulid'
import type { Tx } from '../db/client.ts'
import type { DailyUsage } from '../generated/sqlite/client.ts'
import { inForce, limitColumns, type Limits, type Pair, type RowId } from './limits.ts'

/** What somebody wants; what is left out stays as it is. */
export interface NewException extends RowId {
  jobs?: number
  micros?: number
  /** Back to the settings. */
  end?: boolean
}

type Row = Pick<DailyUsage, 'limits' | 'jobsException' | 'microsException'>

/** What would hold with it. Writes nothing. */
export function limitsWith(wanted: NewException, row: Row | null, limits: Limits): Pair {
  return inForce(idOf(wanted), rowWith(wanted, row), limits).limit
}

/**
 * Sets the limits of a row, and writes down who did and why, in the caller's transaction: whatever
 * is reserved after it is held against them. What is reserved or spent already stays.
 */
export async function setException(
  tx: Tx,
  wanted: NewException,
  { limits, reason, by, at }: { limits: Limits; reason: string; by: string; at: Date },
): Promise<void> {
  const id = idOf(wanted)
  const { jobsException, microsException, ...row } = rowWith(
    wanted,
    await tx.dailyUsage.findUnique({ where: { period_provider: id } }),
  )
  const set = { jobsException, microsException }
  const columns = { ...set, ...limitColumns(inForce(id, { ...row, ...set }, limits)) }
  await tx.dailyUsage.upsert({
    where: { period_provider: id },
    create: { ...id, ...columns },
    update: columns,
    select: { period: true },
  })
  await tx.limitException.create({
    data: { id: ulid(at.getTime()).toLowerCase(), ...id, ...saidIn(wanted), reason, by, at },
    select: { id: true },
  })
}

function idOf({ period, provider }: RowId): RowId {
  return { period, provider }
}

function rowWith({ jobs, micros, end = false }: NewException, row: Row | null): Row {
  const limits = row?.limits ?? {}
  if (end) return { limits, jobsException: null, microsException: null }
  return {
    limits,
    jobsException: jobs ?? row?.jobsException ?? null,
    microsException: micros === undefined ? (row?.microsException ?? null) : BigInt(micros),
  }
}

/** What this exception itself says; nothing of what was set before, nor of one that ends. */
function saidIn({ jobs, micros, end = false }: NewException) {
  if (end) return { jobs: null, micros: null }
  return { jobs: jobs ?? null, micros: micros === undefined ? null : BigInt(micros) }
}
