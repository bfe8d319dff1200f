/** The reservation of a job that nobody runs, taken along to another day. */
import type { Tx } from '../db/client.ts'
import { book, type Movement } from '../money/book.ts'
import type { Amount } from '../money/ledger.ts'
import { periodsOf } from '../money/limits.ts'
import type { Limits } from '../money/usage.ts'
import type { JobData } from './moves.ts'
import { heldBy, heldColumns, heldOn, type Money } from './reservation.ts'

type ReadsLedger = Pick<Tx, 'ledgerEntry'>

interface Wanted {
  job: Money
  /** At least so much is to be reserved. */
  needMicros: number
  day: string
}

/** What that day, and its month, must have room for: what moves within them takes no more of them. */
export interface NeededOn {
  day: Required<Amount>
  month: Required<Amount>
}

/** What the day that a reservation is taken along to must have room for. */
export async function neededOn(tx: ReadsLedger, wanted: Wanted): Promise<NeededOn> {
  const { job, day } = wanted
  const all = await heldThere(tx, wanted)
  const more = { micros: all.micros - Number(job.reservedMicros), jobs: 0, by: {} }
  const [, month] = periodsOf(day)
  return {
    day: job.budgetDay === day ? more : all,
    month: job.budgetDay.startsWith(month) ? more : all,
  }
}

/** What the job holds then. What it lacks is for nobody in particular until it is spent. */
async function heldThere(tx: ReadsLedger, wanted: Wanted): Promise<Required<Amount>> {
  const held = await heldOn(tx, wanted)
  const { needMicros } = wanted
  return { ...held, micros: Math.max(held.micros, needMicros) }
}

/**
 * Reserves on a day what a job holds, or needs, and gives back what it held on another. Returns the
 * new columns of the job; null, with nothing changed, when the day has no room.
 */
export async function moveToDay(
  tx: Tx,
  wanted: Wanted & { at: Date; limits: Limits },
): Promise<JobData | null> {
  const { job, day, at, limits } = wanted
  const key = `${job.id}:${job.deliverySeq}`
  const subject = { at, batchId: job.batchId, jobId: job.id, source: 'estimate' as const }
  const from = { ...subject, day: job.budgetDay, key: `approve-from:${key}` }
  const to = { ...subject, day, key: `approve:${key}` }
  // Together: within a month the one makes room for the other.
  const movements: Movement[] = [
    ...(job.budgetDay === day
      ? []
      : [{ kind: 'RELEASE' as const, amount: heldBy(job), subject: from }]),
    { kind: 'RESERVE' as const, amount: (await neededOn(tx, wanted)).day, subject: to },
  ].filter(({ amount }) => amount.micros > 0 || amount.jobs > 0)
  if (movements.length > 0 && !(await book(tx, movements, limits))) return null
  return { ...heldColumns(await heldThere(tx, wanted)), budgetDay: day }
}
