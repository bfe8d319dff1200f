/** A lease is the right to run a job: short, renewed by the worker, ended by the tick when it ran out. */
import type { Db } from '../db/client.ts'
import { RUNNABLE } from './states.ts'
import type { Held } from './transitions.ts'

/** How long a lease lasts without renewal: a killed worker's job runs elsewhere after that. */
export const LEASE_MS = 8_000
export const RENEW_EVERY_MS = 2_000
/** Clocks of several hosts are never quite together. */
const SKEW_MS = 60_000

/**
 * Matches the end of a lease that ran out, and one that lies further ahead than a lease can last: it
 * was taken by a clock that was set back since.
 */
export function runOut(now: Date, leaseMs: number) {
  const beyond = new Date(now.getTime() + leaseMs + SKEW_MS)
  return { OR: [{ leaseUntil: { lt: now } }, { leaseUntil: { gt: beyond } }] }
}

export interface LeaseRequest {
  jobId: string
  seq: number
  worker: string
  at: Date
  until: Date
  maxAttempts: number
}

/** A job whose lease was just taken. */
export type LeasedJob = Held & {
  batchId: string
  productId: string
  input: unknown
  options: unknown
  /** Its video is to be approved before it is published. */
  reviewVideo: boolean
  cancelRequested: boolean
}

/**
 * Takes the lease of a job for a delivery; null when the delivery is stale, or the job is leased,
 * ended, held or not due. A first run and a run after a failed attempt count as an attempt, the run
 * after a crash does not.
 */
export async function takeLease(db: Db, request: LeaseRequest): Promise<LeasedJob | null> {
  return db.$transaction(async (tx) => {
    const job = await tx.videoGenerationJob.findUnique({ where: { id: request.jobId } })
    if (!job || job.deliverySeq !== request.seq || !RUNNABLE.includes(job.status)) return null
    if (job.leaseOwner || job.heldFor) return null
    if (job.nextRunAt && job.nextRunAt > request.at) return null
    // The back-off is cleared by the first lease after it: a worker that dies before the first step
    // leaves the job RETRYING without one.
    const isNewAttempt = job.attempt === 0 || (job.status === 'RETRYING' && job.nextRunAt !== null)
    const attempt = job.attempt + (isNewAttempt ? 1 : 0)
    const fence = job.fence + 1
    await tx.videoGenerationJob.updateMany({
      where: { id: job.id },
      data: {
        leaseOwner: request.worker,
        leaseUntil: request.until,
        fence,
        attempt,
        maxAttempts: request.maxAttempts,
        nextRunAt: null,
        startedAt: job.startedAt ?? request.at,
      },
    })
    return {
      id: job.id,
      batchId: job.batchId,
      productId: job.productId,
      status: job.status,
      input: job.input,
      options: job.options,
      reviewVideo: job.reviewVideo,
      cancelRequested: job.cancelRequestedAt !== null,
      attempt,
      fence,
    }
  })
}

/** Renews the leases of a worker in one statement; returns the jobs that it still holds, with the requests to cancel. */
export async function renewLeases(
  db: Db,
  options: { worker: string; jobIds: string[]; until: Date },
): Promise<Map<string, { cancelRequested: boolean }>> {
  const rows = await db.videoGenerationJob.updateManyAndReturn({
    where: { id: { in: options.jobIds }, leaseOwner: options.worker },
    data: { leaseUntil: options.until },
    select: { id: true, cancelRequestedAt: true },
  })
  return new Map(rows.map((row) => [row.id, { cancelRequested: row.cancelRequestedAt !== null }]))
}
