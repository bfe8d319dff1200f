/** A job's open reservation: moved to the day of a purchase, spent by a charge, closed at the end. */
import type { Tx } from '../db/client.ts'
import type { VideoGenerationJob } from '../generated/sqlite/client.ts'
import type { CallOutcome, JobStatus } from '../generated/sqlite/enums.ts'
import type { Cost } from '../ai/service.ts'
import { charge, type Limits, release, reserve, reserveOverrun } from '../money/usage.ts'
import { ENDED } from './states.ts'

const OPEN_CALLS: CallOutcome[] = ['INTENT', 'ACCEPTED', 'UNKNOWN']
/** A purchase is under way: nothing of the job's money may be given back yet. */
export const isOpenCall = { outcome: { in: OPEN_CALLS } }

/** The columns of a job's money. */
export const MONEY = {
  id: true,
  batchId: true,
  productId: true,
  status: true,
  budgetDay: true,
  reservedMicros: true,
  reservedJobs: true,
  deliverySeq: true,
} as const

/** A job's money, and what it is about. */
export type Money = Pick<VideoGenerationJob, keyof typeof MONEY>

/**
 * Gives back what an ended (or deferred) job did not spend, and its claim on the product where it
 * failed or was cancelled. Does nothing while one of its calls is open: its end comes back here.
 */
export async function closeReservation(tx: Tx, job: Money, at: Date): Promise<void> {
  const jobId = job.id
  const open = await tx.providerCall.findFirst({
    where: { jobId, ...isOpenCall },
    select: { id: true },
  })
  if (open) return
  await release(
    tx,
    { micros: Number(job.reservedMicros), jobs: job.reservedJobs },
    {
      key: `close:${jobId}:${job.deliverySeq}`,
      at,
      day: job.budgetDay,
      batchId: job.batchId,
      jobId,
      source: 'estimate',
    },
  )
  const givesUp = job.status === 'FAILED' || job.status === 'CANCELLED'
  if (job.reservedMicros === 0n && job.reservedJobs === 0 && !givesUp) return
  await tx.videoGenerationJob.updateMany({
    where: { id: jobId },
    data: { reservedMicros: 0, reservedJobs: 0, ...(givesUp && { claimKey: null }) },
  })
}

/**
 * Sees to it that today's row holds at least `needMicros` for the job's next purchase: moves a
 * reservation of another day and tops it up. False, with nothing changed, when today has no room.
 */
export async function reserveForPurchase(
  tx: Tx,
  options: {
    job: Money
    callId: string
    needMicros: number
    day: string
    at: Date
    limits: Limits
  },
): Promise<boolean> {
  const { job, callId, needMicros, day, at, limits } = options
  const jobId = job.id
  const held = Number(job.reservedMicros)
  const moves = job.budgetDay !== day
  const wanted = Math.max(held, needMicros)
  if (!moves && wanted === held) return true
  const amount = moves
    ? { micros: wanted, jobs: job.reservedJobs }
    : { micros: wanted - held, jobs: 0 }
  const subject = { at, batchId: job.batchId, jobId, callId, source: 'estimate' as const }
  if (!(await reserve(tx, amount, limits, { ...subject, day, key: `for:${callId}` }))) return false
  if (moves) {
    const old = { micros: held, jobs: job.reservedJobs }
    await release(tx, old, { ...subject, day: job.budgetDay, key: `from:${callId}` })
  }
  await tx.videoGenerationJob.updateMany({
    where: { id: jobId },
    data: { reservedMicros: BigInt(wanted), budgetDay: day },
  })
  return true
}

/** Closes the books of a job that has ended; `status` spares reading it where it is known. */
export async function closeIfEnded(
  tx: Tx,
  job: { jobId: string; status: JobStatus | undefined },
  at: Date,
): Promise<void> {
  if (job.status && !ENDED.includes(job.status)) return
  const money = await readMoney(tx, job.jobId)
  if (ENDED.includes(money.status)) await closeReservation(tx, money, at)
}

/**
 * Books what a call cost, from the job's reservation; what goes beyond it is an overrun. A paid
 * answer is progress: it clears the crash count. Returns the job's status.
 */
export async function chargeCall(
  tx: Tx,
  call: { id: string; jobId: string; service: string; provider: string },
  cost: Cost,
  at: Date,
): Promise<JobStatus> {
  const job = await readMoney(tx, call.jobId)
  const subject = {
    at,
    day: job.budgetDay,
    batchId: job.batchId,
    jobId: call.jobId,
    callId: call.id,
    service: call.service,
    provider: call.provider,
    source: cost.source,
  }
  const held = Number(job.reservedMicros)
  const missing = Math.max(0, cost.micros - held)
  if (missing > 0) await reserveOverrun(tx, missing, { ...subject, key: `overrun:${call.id}` })
  const jobs = cost.micros > 0 ? job.reservedJobs : 0
  await charge(tx, { micros: cost.micros, jobs }, { ...subject, key: `call:${call.id}` })
  await tx.videoGenerationJob.updateMany({
    where: { id: call.jobId },
    data: {
      reservedMicros: BigInt(held + missing - cost.micros),
      reservedJobs: job.reservedJobs - jobs,
      costMicros: { increment: cost.micros },
      crashes: 0,
    },
  })
  return job.status
}

/** A job's money as it stands in the database. */
export function readMoney(tx: Tx, jobId: string): Promise<Money> {
  return tx.videoGenerationJob.findUniqueOrThrow({ where: { id: jobId }, select: MONEY })
}
