/** The reservation of a job that nobody runs, taken along to another day. */
import type { Tx } from '../db/client.ts'
import type { Amount } from '../money/ledger.ts'
import { type Limits, release, reserve } from '../money/usage.ts'
import type { JobData } from './moves.ts'
import type { Money } from './reservation.ts'

interface Wanted {
  job: Money
  /** At least so much is to be reserved. */
  needMicros: number
  day: string
}

/** What that day must have room for. */
export function neededOn({ job, needMicros, day }: Wanted): Amount {
  const held = Number(job.reservedMicros)
  const micros = Math.max(held, needMicros)
  return job.budgetDay === day
    ? { micros: micros - held, jobs: 0 }
    : { micros, jobs: job.reservedJobs }
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
  const held = { micros: Number(job.reservedMicros), jobs: job.reservedJobs }
  const needed = neededOn(wanted)
  const key = `${job.id}:${job.deliverySeq}`
  const subject = { at, batchId: job.batchId, jobId: job.id, source: 'estimate' as const }
  const isMoved = job.budgetDay !== day
  if (needed.micros > 0 || needed.jobs > 0) {
    const reserved = await reserve(tx, needed, limits, { ...subject, day, key: `approve:${key}` })
    if (!reserved) return null
  }
  if (isMoved) {
    await release(tx, held, { ...subject, day: job.budgetDay, key: `approve-from:${key}` })
  }
  const micros = isMoved ? needed.micros : held.micros + needed.micros
  return { reservedMicros: BigInt(micros), budgetDay: day }
}
