/**
 * Every change of a job's status, one function a transition, each with its event. A function that
 * takes a {@link Held} job changes it only while that lease is held and throws LeaseLost otherwise.
 */
import type { Tx } from '../db/client.ts'
import { insertEvent } from '../db/sql/append.ts'
import type { JobStatus, StepName } from '../generated/sqlite/enums.ts'
import type { VideoGenerationJobUncheckedUpdateManyInput as JobData } from '../generated/sqlite/models/VideoGenerationJob.ts'
import type { InputJsonObject } from '@prisma/client/runtime/client'
import { closeReservation, type Money, MONEY, readMoney } from './reservation.ts'
import { PROGRESS_OF_STEP, STATUS_OF_STEP } from './states.ts'

/** A job as its runner holds it. */
export interface Held {
  id: string
  fence: number
  status: JobStatus
  attempt: number
}

/** Who does something, and when. */
export interface Actor {
  actor: string
  at: Date
}

/** The lease went to somebody else, or the job was changed: stop before the next purchase. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

const NO_LEASE = { leaseOwner: null, leaseUntil: null } as const
/** Makes every delivery that is still under way stale, and the job due for a new one. */
const DUE_AGAIN = { ...NO_LEASE, dispatchedAt: null, deliverySeq: { increment: 1 } } as const

export interface FailureNote {
  code: string
  params: Record<string, string | number>
}

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
  options: { reason: string; nextRunAt?: Date; heldFor?: string; by: Actor },
): Promise<void> {
  const { reason, nextRunAt = null, heldFor = null, by } = options
  const data = { ...DUE_AGAIN, nextRunAt, heldFor }
  await move(tx, job, { to: 'QUEUED', type: 'handed-back', data, by, details: { reason } })
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
  await move(tx, job, {
    to: 'NEEDS_REVIEW',
    type: 'needs-review',
    data,
    by,
    details: { ...failure },
  })
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
    data: { ...DUE_AGAIN, ...asked, status: 'QUEUED', nextRunAt: null, heldFor: null },
  })
  if (idle.count === 0)
    await tx.videoGenerationJob.updateMany({ where: { id: job.id }, data: asked })
  await event(tx, job, { to: idle.count > 0 ? 'QUEUED' : job.status, type: 'cancel-requested', by })
}

/** The worker that held the job is gone. The kill uses no attempt. */
export async function endLease(
  tx: Tx,
  job: Held & { leaseOwner: string | null; leaseUntil: Date | null },
  by: Actor,
): Promise<boolean> {
  const { count } = await tx.videoGenerationJob.updateMany({
    where: { id: job.id, fence: job.fence, leaseUntil: job.leaseUntil },
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
}

/** A failed or cancelled job begins anew, with what it bought; its money is reserved already. */
export async function requeue(
  tx: Tx,
  job: Held,
  options: { data: JobData; to: 'QUEUED' | 'DEFERRED'; by: Actor },
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
    data: { ...DUE_AGAIN, ...money, status: 'QUEUED', errorCode: null },
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

interface Change {
  to: JobStatus
  type: string
  by: Actor
  details?: InputJsonObject
}

async function move(tx: Tx, job: Held, change: Change & { data: JobData }): Promise<Money> {
  const money = await update(tx, job, { ...change.data, status: change.to })
  await event(tx, job, change)
  job.status = change.to
  return money
}

async function update(tx: Tx, job: Held, data: JobData): Promise<Money> {
  const [money] = await tx.videoGenerationJob.updateManyAndReturn({
    where: { id: job.id, fence: job.fence, leaseOwner: { not: null } },
    data,
    select: MONEY,
  })
  if (!money) throw new LeaseLost(job.id)
  return money
}

function event(tx: Tx, job: Held, change: Change): Promise<void> {
  const { to, type, by, details } = change
  const { id: jobId, status: from, attempt } = job
  return insertEvent(tx, { jobId, at: by.at, type, from, to, attempt, actor: by.actor, details })
}

function noted(failure: FailureNote): { errorCode: string; errorParams: InputJsonObject } {
  return { errorCode: failure.code, errorParams: failure.params }
}
