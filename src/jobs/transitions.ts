/**
 * Every change of a job's status, one function a transition, each with its event. A function that
 * takes a {@link Held} job changes it only while that lease is held and throws LeaseLost otherwise.
 */
import type { Tx } from '../db/client.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import {
  type Actor,
  DUE_AGAIN,
  event,
  type FailureNote,
  type Held,
  type JobData,
  move,
  NO_LEASE,
  noted,
  update,
} from './moves.ts'
import { raise } from '../notify/outbox.ts'
import { closeReservation, type Money, readMoney } from './reservation.ts'
import { PROGRESS_OF_STEP, STATUS_OF_STEP } from './states.ts'

export { type Actor, type FailureNote, type Held, LeaseLost } from './moves.ts'

/** A running job begins a step; returns its money as it stands. */
export async function beginStep(tx: Tx, job: Held, step: StepName, by: Actor): Promise<Money> {
  const to = STATUS_OF_STEP[step]
  const data = { status: to, progress: PROGRESS_OF_STEP[step] }
  if (job.status === to) return update(tx, job, data)
  return move(tx, job, { to, type: 'step', data, by, details: { step } })
}

/** Back-off after a failed attempt. */
export async function retryLater(
  tx: Tx,
  job: Held,
  options: { nextRunAt: Date; failure: FailureNote; by: Actor },
): Promise<void> {
  const { nextRunAt, failure, by } = options
  const data = { ...DUE_AGAIN, ...noted(failure), nextRunAt }
  await move(tx, job, {
    to: 'RETRYING',
    type: 'retrying',
    data,
    by,
    details: { ...failure, nextRunAt: nextRunAt.toISOString() },
  })
}

/** The job can't go on; what it bought is kept, the rest of its money goes back. */
export async function fail(tx: Tx, job: Held, failure: FailureNote, by: Actor): Promise<void> {
  const data = { ...NO_LEASE, ...noted(failure), finishedAt: by.at, nextRunAt: null }
  const money = await move(tx, job, {
    to: 'FAILED',
    type: 'failed',
    data,
    by,
    details: { ...failure },
  })
  await closeReservation(tx, money, by.at)
}

/** Everything is bought, stored and published. */
export async function complete(tx: Tx, job: Held, videoUrl: string, by: Actor): Promise<void> {
  const data = {
    ...NO_LEASE,
    videoUrl,
    progress: 100,
    finishedAt: by.at,
    nextRunAt: null,
    errorCode: null,
  }
  const money = await move(tx, job, { to: 'COMPLETED', type: 'completed', data, by })
  await closeReservation(tx, money, by.at)
}

/** Stops without an attempt: the worker shuts down, the provider asks to wait, a hold began. */
export async function handBack(
  tx: Tx,
  job: Held,
  options: {
    reason: string
    nextRunAt?: Date
    heldFor?: string
    /** What the job waits for to pass. */
    failure?: FailureNote
    by: Actor
  },
): Promise<void> {
  const { reason, nextRunAt = null, heldFor = null, failure, by } = options
  const data = { ...DUE_AGAIN, ...(failure && noted(failure)), nextRunAt, heldFor }
  const details = { reason, ...failure }
  await move(tx, job, { to: 'QUEUED', type: 'handed-back', data, by, details })
}

/** A limit has no room for the next purchase: waits for a day that has; what is bought is kept. */
export async function deferRunning(
  tx: Tx,
  job: Held,
  failure: FailureNote,
  by: Actor,
): Promise<void> {
  const money = await move(tx, job, {
    to: 'DEFERRED',
    type: 'deferred',
    data: { ...DUE_AGAIN, ...noted(failure), nextRunAt: null },
    by,
    details: { ...failure },
  })
  await closeReservation(tx, money, by.at)
}

/** An outcome that may have been billed is unknown, or the job kills its workers: a person decides. */
export async function needReview(
  tx: Tx,
  job: Held,
  failure: FailureNote,
  by: Actor,
): Promise<void> {
  const data = { ...NO_LEASE, ...noted(failure), nextRunAt: null }
  const money = await move(tx, job, {
    to: 'NEEDS_REVIEW',
    type: 'needs-review',
    data,
    by,
    details: { ...failure },
  })
  await alertReview(tx, money, { failure, by })
}

/** Told once a day for a batch and reason: where one job needs a decision, more may. */
function alertReview(
  tx: Tx,
  { id: jobId, productId, batchId }: Money,
  { failure: { code, params }, by: { at } }: { failure: FailureNote; by: Actor },
): Promise<string | null> {
  const data = { jobId, productId, batchId, code, params }
  const dedupeKey = `review:${batchId}:${code}:${at.toISOString().slice(0, 10)}`
  return raise(tx, { kind: 'review', data, dedupeKey, at })
}

/** A running job obeys the request to cancel it. */
export async function cancelRunning(tx: Tx, job: Held, by: Actor): Promise<void> {
  const data = { ...NO_LEASE, finishedAt: by.at, nextRunAt: null }
  const money = await move(tx, job, { to: 'CANCELLED', type: 'cancelled', data, by })
  await closeReservation(tx, money, by.at)
}

/** Cancels a job that nobody runs; false when somebody does, or it has ended. */
export async function cancelIdle(tx: Tx, job: Held, by: Actor): Promise<boolean> {
  const { count } = await tx.videoGenerationJob.updateMany({
    where: { id: job.id, status: job.status, leaseOwner: null },
    data: {
      ...NO_LEASE,
      status: 'CANCELLED',
      finishedAt: by.at,
      nextRunAt: null,
      awaitsUntil: null,
      deliverySeq: { increment: 1 },
    },
  })
  if (count === 0) return false
  await event(tx, job, { to: 'CANCELLED', type: 'cancelled', by })
  await closeReservation(tx, await readMoney(tx, job.id), by.at)
  return true
}

/** Asks for a running job's end before its next purchase; one that nobody runs is made to run until there. */
export async function requestCancel(tx: Tx, job: Held, by: Actor): Promise<void> {
  const asked = { cancelRequestedAt: by.at }
  const idle = await tx.videoGenerationJob.updateMany({
    where: { id: job.id, leaseOwner: null },
    data: {
      ...DUE_AGAIN,
      ...asked,
      status: 'QUEUED',
      nextRunAt: null,
      heldFor: null,
      awaitsUntil: null,
    },
  })
  if (idle.count === 0)
    await tx.videoGenerationJob.updateMany({ where: { id: job.id }, data: asked })
  await event(tx, job, { to: idle.count > 0 ? 'QUEUED' : job.status, type: 'cancel-requested', by })
}

/**
 * The worker that held the job is gone. The kill uses no attempt. False where the job is not as it was
 * read: somebody renewed, ended or even got on with it meanwhile.
 */
export async function endLease(
  tx: Tx,
  job: Held & { leaseOwner: string | null; leaseUntil: Date | null },
  by: Actor,
): Promise<boolean> {
  const { count } = await tx.videoGenerationJob.updateMany({
    where: { id: job.id, fence: job.fence, status: job.status, leaseUntil: job.leaseUntil },
    data: { ...DUE_AGAIN, crashes: { increment: 1 } },
  })
  if (count === 0) return false
  await event(tx, job, {
    to: job.status,
    type: 'lease-expired',
    by,
    details: { worker: job.leaseOwner },
  })
  return true
}

/** A job that nobody runs any more goes to a person. */
export async function needReviewIdle(
  tx: Tx,
  job: Held,
  failure: FailureNote,
  by: Actor,
): Promise<void> {
  await tx.videoGenerationJob.updateMany({
    where: { id: job.id, leaseOwner: null },
    data: { status: 'NEEDS_REVIEW', ...noted(failure), nextRunAt: null },
  })
  await event(tx, job, { to: 'NEEDS_REVIEW', type: 'needs-review', by, details: { ...failure } })
  await alertReview(tx, await readMoney(tx, job.id), { failure, by })
}

/**
 * A failed or cancelled job begins anew, with what it bought; its money is reserved already. One that
 * never had the approval it needed waits for that again.
 */
export async function requeue(
  tx: Tx,
  job: Held,
  options: { data: JobData; to: 'QUEUED' | 'DEFERRED' | 'AWAITING_APPROVAL'; by: Actor },
): Promise<boolean> {
  const { count } = await tx.videoGenerationJob.updateMany({
    where: { id: job.id, status: job.status },
    data: {
      ...DUE_AGAIN,
      status: options.to,
      attempt: 0,
      crashes: 0,
      nextRunAt: null,
      heldFor: null,
      cancelRequestedAt: null,
      errorCode: null,
      finishedAt: null,
      ...options.data,
    },
  })
  if (count === 0) return false
  // Its batch is not done any more.
  await tx.batch.updateMany({
    where: { completedAt: { not: null }, jobs: { some: { id: job.id } } },
    data: { completedAt: null },
  })
  await event(tx, job, { to: options.to, type: 'requeued', by: options.by })
  return true
}

/** A deferred job gets its day. Its money is reserved already. */
export async function admit(
  tx: Tx,
  job: Held,
  options: { money: JobData & { budgetDay: string }; by: Actor },
): Promise<boolean> {
  const { by, money } = options
  const { count } = await tx.videoGenerationJob.updateMany({
    where: { id: job.id, status: 'DEFERRED' },
    data: { ...DUE_AGAIN, ...money, status: 'QUEUED', errorCode: null, nextRunAt: null },
  })
  if (count === 0) return false
  await event(tx, job, {
    to: 'QUEUED',
    type: 'admitted',
    by,
    details: { budgetDay: money.budgetDay },
  })
  return true
}
