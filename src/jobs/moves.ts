/** What every transition of a job is made of: a change of its row under its lease, and the event that tells of it. */
import type { InputJsonObject } from '@prisma/client/runtime/client'
import type { Tx } from '../db/client.ts'
import { insertEvent } from '../db/sql/append.ts'
import type { JobStatus } from '../generated/sqlite/enums.ts'
import type { VideoGenerationJobUncheckedUpdateManyInput } from '../generated/sqlite/models/VideoGenerationJob.ts'
import { type Money, MONEY } from './reservation.ts'

export type JobData = VideoGenerationJobUncheckedUpdateManyInput

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

export interface FailureNote {
  code: string
  params: Record<string, string | number>
}

/** What an event tells of a transition. */
interface Change {
  to: JobStatus
  type: string
  by: Actor
  details?: InputJsonObject
}

export const NO_LEASE = { leaseOwner: null, leaseUntil: null } as const
/** Makes every delivery that is still under way stale, and the job due for a new one. */
export const DUE_AGAIN = {
  ...NO_LEASE,
  dispatchedAt: null,
  deliverySeq: { increment: 1 },
} as const

/** Changes a held job and tells of it; returns its money as it stands then. Throws LeaseLost. */
export async function move(tx: Tx, job: Held, change: Change & { data: JobData }): Promise<Money> {
  const money = await update(tx, job, { ...change.data, status: change.to })
  await event(tx, job, change)
  job.status = change.to
  return money
}

/** Changes a held job without a word; returns its money as it stands then. Throws LeaseLost. */
export async function update(tx: Tx, job: Held, data: JobData): Promise<Money> {
  const [money] = await tx.videoGenerationJob.updateManyAndReturn({
    where: { id: job.id, fence: job.fence, leaseOwner: { not: null } },
    data,
    select: MONEY,
  })
  if (!money) throw new LeaseLost(job.id)
  return money
}

/** Writes the event of a change. */
export function event(tx: Tx, job: Held, change: Change): Promise<void> {
  const { to, type, by, details } = change
  const { id: jobId, status: from, attempt } = job
  return insertEvent(tx, { jobId, at: by.at, type, from, to, attempt, actor: by.actor, details })
}

/** A failure as a job's row keeps it. */
export function noted(failure: FailureNote): { errorCode: string; errorParams: InputJsonObject } {
  return { errorCode: failure.code, errorParams: failure.params }
}
