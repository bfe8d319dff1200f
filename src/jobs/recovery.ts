/** Puts right what a killed process left behind. */
import type { Db, Tx } from '../db/client.ts'
import type { Batch } from '../generated/sqlite/client.ts'
import { together } from '../money/ledger.ts'
import { release } from '../money/usage.ts'
import { RUNNABLE } from './states.ts'
import { LEASE_MS, runOut } from './lease.ts'
import { type Actor, endLease, needReviewIdle } from './transitions.ts'

const AT_ONCE = 500
/** Who aborts a batch and dies is followed by another after that. */
const ABORT_MS = 15_000

/** What {@link endExpiredLeases} and {@link abortDeadBatches} have before them. */
export async function countLeftBehind(
  db: Db,
  now: Date,
): Promise<{ leases: number; batches: number }> {
  return {
    leases: await db.videoGenerationJob.count({ where: expiredAt(now) }),
    batches: await db.batch.count({ where: deadAt(now) }),
  }
}

const expiredAt = (now: Date) => ({ ...runOut(now, LEASE_MS), status: { in: RUNNABLE } })
const deadAt = (now: Date) => ({ ...runOut(now, ABORT_MS), state: 'LOADING' as const })

/**
 * Ends the leases that were not renewed, so that their jobs run again; a job that crashed its
 * workers too often without getting further waits for a person instead. Returns how many ended.
 */
export async function endExpiredLeases(
  db: Db,
  options: { maxCrashes: number; by: Actor },
): Promise<number> {
  const { maxCrashes, by } = options
  const expired = await db.videoGenerationJob.findMany({
    where: expiredAt(by.at),
    take: AT_ONCE,
  })
  for (const job of expired) {
    await db.$transaction(async (tx) => {
      if (!(await endLease(tx, job, by)) || job.crashes + 1 <= maxCrashes) return
      await needReviewIdle(
        tx,
        job,
        { code: 'JOB_CRASHES', params: { crashes: job.crashes + 1 } },
        by,
      )
    })
  }
  return expired.length
}

/**
 * Gives up batches whose enqueue died while it was loading: their jobs go, the products are free,
 * the money is given back. Returns how many.
 */
export async function abortDeadBatches(db: Db, by: Actor): Promise<number> {
  const dead = await db.batch.findMany({ where: deadAt(by.at) })
  for (const batch of dead) await abortBatch(db, batch, by)
  return dead.length
}

/** Undoes a LOADING batch, in pieces; whoever loaded it can't go on, for the lease is not its own any more. */
export async function abortBatch(db: Db, batch: Batch, by: Actor): Promise<void> {
  const leaseOwner = `abort:${by.actor}`
  const leaseUntil = new Date(by.at.getTime() + ABORT_MS)
  const { count } = await db.batch.updateMany({
    where: { id: batch.id, state: 'LOADING', leaseOwner: batch.leaseOwner },
    data: { leaseOwner, leaseUntil },
  })
  if (count === 0) return
  while ((await removeJobs(db, batch.id)) > 0);
  await db.$transaction(async (tx) => {
    const ended = await tx.batch.updateMany({
      where: { id: batch.id, state: 'LOADING', leaseOwner },
      data: { state: 'ABORTED', endedAt: by.at, leaseOwner: null, leaseUntil: null },
    })
    if (ended.count === 1) await giveBack(tx, batch, by)
  })
}

function removeJobs(db: Db, batchId: string): Promise<number> {
  return db.$transaction(async (tx) => {
    const jobs = await tx.videoGenerationJob.findMany({
      where: { batchId },
      select: { id: true, productId: true, product: { select: { videoJobId: true } } },
      take: AT_ONCE,
    })
    await tx.videoGenerationJob.deleteMany({ where: { id: { in: jobs.map((job) => job.id) } } })
    for (const { productId, product } of jobs) {
      if (!product.videoJobId) continue
      // --force had taken the claim from the job whose video the product shows, unless another came
      // between, whose end left the product without a claim.
      await tx.videoGenerationJob.updateMany({
        where: {
          id: product.videoJobId,
          status: 'COMPLETED',
          claimKey: null,
          product: { jobs: { none: { id: { gt: product.videoJobId } } } },
        },
        data: { claimKey: productId },
      })
    }
    return jobs.length
  })
}

async function giveBack(tx: Tx, batch: Batch, by: Actor): Promise<void> {
  const entries = await tx.ledgerEntry.findMany({
    where: { batchId: batch.id, kind: 'RESERVE', jobId: null },
  })
  const day = entries[0]?.day
  if (day === undefined) return
  const amount = entries
    .map(({ amountMicros, jobs, provider }) => {
      const micros = Number(amountMicros)
      return { micros, jobs, by: provider === null ? {} : { [provider]: micros } }
    })
    .reduce(together)
  const subject = { key: `abort:${batch.id}`, at: by.at, day, batchId: batch.id }
  await release(tx, amount, { ...subject, source: 'estimate' })
}
