/** The changes of a job's status around an approval, one function a transition, each with its event. */
import type { Tx } from '../db/client.ts'
import type { VideoGenerationJob } from '../generated/sqlite/client.ts'
import type { ApprovalKind } from '../results.ts'
import { tellWaiting } from './approval-alerts.ts'
import {
  type Actor,
  DUE_AGAIN,
  event,
  type FailureNote,
  type Held,
  type JobData,
  move,
  noted,
} from './moves.ts'
import { closeReservation, readMoney } from './reservation.ts'
import { PROGRESS_OF_STEP } from './states.ts'

/** A job that waits for an approval, as it was read. */
type Waiting = Held & Pick<VideoGenerationJob, 'awaits'>

/** A decision of a person, and why, if they said so. */
export interface Decided extends Actor {
  reason: string | null
}

/**
 * The next purchase of a running job costs more than a person has agreed to: it waits until somebody
 * does, and keeps what it bought and its reservation. `needMicros` is what is still to buy for it,
 * that purchase and those after it; its approval reserves as much. For right before an intent, so that no call is open. Throws LeaseLost.
 */
export async function awaitPriceApproval(
  tx: Tx,
  job: Held,
  options: { needMicros: number; until: Date; by: Actor },
): Promise<void> {
  const { needMicros, until, by } = options
  const awaitsMicros = BigInt(needMicros)
  const { batchId } = await move(tx, job, {
    to: 'AWAITING_APPROVAL',
    type: 'awaiting-approval',
    data: { ...waitingFor('price', until), awaitsMicros },
    by,
    details: { awaits: 'price', needMicros, until: until.toISOString() },
  })
  await tellWaiting(tx, { batchId, awaits: 'price', at: by.at })
}

/**
 * A running job's video is stored and waits to be approved before its product shows it. Nothing is
 * left to buy: the rest of its money goes back. Throws LeaseLost.
 */
export async function awaitVideoApproval(
  tx: Tx,
  job: Held,
  options: { videoUrl: string; until: Date; by: Actor },
): Promise<void> {
  const { videoUrl, until, by } = options
  const progress = PROGRESS_OF_STEP.PUBLISH
  const money = await move(tx, job, {
    to: 'AWAITING_APPROVAL',
    type: 'awaiting-approval',
    data: { ...waitingFor('video', until), videoUrl, progress },
    by,
    details: { awaits: 'video', until: until.toISOString() },
  })
  await closeReservation(tx, money, by.at)
  await tellWaiting(tx, { batchId: money.batchId, awaits: 'video', at: by.at })
}

/** A waiting job goes on with its purchases; `to` and `data` say on which day. False where it does not wait any more. */
export function approve(
  tx: Tx,
  job: Waiting,
  options: { to: 'QUEUED' | 'DEFERRED'; data: JobData; by: Decided },
): Promise<boolean> {
  const { to, by } = options
  const data = { ...DUE_AGAIN, ...options.data, awaits: null, awaitsMicros: null }
  return moveWaiting(tx, job, { to, type: 'approved', data, by })
}

/** The video of a waiting job is approved and shown. False where it does not wait any more. */
export async function publishApproved(
  tx: Tx,
  job: Waiting,
  options: { videoUrl: string; by: Decided },
): Promise<boolean> {
  const { videoUrl, by } = options
  const data = { awaits: null, videoUrl, progress: 100, finishedAt: by.at, errorCode: null }
  const moved = await moveWaiting(tx, job, { to: 'COMPLETED', type: 'completed', data, by })
  if (moved) await closeReservation(tx, await readMoney(tx, job.id), by.at)
  return moved
}

/**
 * A waiting job is not to go on: a person said so, or nobody said anything for too long. Its money
 * goes back, what it bought is kept. False where it does not wait any more.
 */
export async function refuse(
  tx: Tx,
  job: Waiting,
  options: { type: 'rejected' | 'approval-expired'; failure: FailureNote; by: Decided },
): Promise<boolean> {
  const { type, failure, by } = options
  const data = {
    ...noted(failure),
    finishedAt: by.at,
    nextRunAt: null,
    deliverySeq: { increment: 1 },
  }
  const moved = await moveWaiting(tx, job, { to: 'CANCELLED', type, data, by })
  if (moved) await closeReservation(tx, await readMoney(tx, job.id), by.at)
  return moved
}

function waitingFor(awaits: ApprovalKind, until: Date): JobData {
  return { ...DUE_AGAIN, awaits, awaitsUntil: until, nextRunAt: null, heldFor: null }
}

interface Change {
  to: 'QUEUED' | 'DEFERRED' | 'COMPLETED' | 'CANCELLED'
  type: string
  data: JobData
  by: Decided
}

async function moveWaiting(tx: Tx, job: Waiting, change: Change): Promise<boolean> {
  const { to, type, by } = change
  const { count } = await tx.videoGenerationJob.updateMany({
    where: { id: job.id, status: 'AWAITING_APPROVAL', awaits: job.awaits, leaseOwner: null },
    data: { ...change.data, awaitsUntil: null, status: to },
  })
  if (count === 0) return false
  const details = { awaits: job.awaits, ...(by.reason !== null && { reason: by.reason }) }
  await event(tx, job, { to, type, by, details })
  return true
}
