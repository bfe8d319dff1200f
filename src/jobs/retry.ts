import type { Tx } from '../db/client.ts'
import type { VideoGenerationJob } from '../generated/sqlite/client.ts'
import { type Alike, estimateOf, readHistory } from '../money/estimate.ts'
import { sumOf, together } from '../money/ledger.ts'
import { estimateBy } from '../money/prices.ts'
import { slotsNeeded } from '../money/slot.ts'
import { type NeededAmount, reserve, roomOf, shortOf } from '../money/usage.ts'
import type { RetryResult } from '../results.ts'
import type { OnLimit } from '../requests.ts'
import { type Buys, countAlike } from './alike.ts'
import { type JobOptions, type JobsContext, today } from './context.ts'
import type { Dispatcher } from './dispatcher.ts'
import { handOver } from './hand-over.ts'
import { limitReached } from './enqueue/fit.ts'
import { matchingJobs } from './matching.ts'
import { heldColumns } from './reservation.ts'
import type { Selection } from './selection.ts'
import { type Confirmed, settleOpenCalls } from './settle.ts'
import { type Actor, requeue } from './transitions.ts'

export interface RetryContext extends JobsContext {
  imageProvider: string
  dispatcher: () => Promise<Dispatcher>
}

export interface RetryOptions {
  dryRun?: boolean
  onLimit?: OnLimit
  /** What a person found out about calls whose outcome is unknown. */
  confirmed?: Confirmed
}

/**
 * Puts failed and cancelled jobs back, and those in review that only killed their workers. What they
 * bought is kept, only the rest is reserved, under today's limit. Those that never had the approval
 * that they needed wait for it again. Throws LIMIT_REACHED with `reject`
 * when not all of it fits.
 */
export async function retry(
  context: RetryContext,
  selection: Selection,
  options: RetryOptions,
): Promise<RetryResult> {
  const { confirmed } = options
  const planned = await count(context, selection, confirmed)
  const day = today(context)
  const room = await roomOf(context.db, day, context.limits)
  const { needed } = planned
  const limit = { ...room.state, timezone: context.timezone }
  const estimate = estimateOf(context.prices, await readHistory(context), planned.alike)
  const base = { matched: planned.matched, skipped: planned.skipped, undispatched: 0, limit }
  if (options.dryRun) {
    return {
      ...base,
      dryRun: true,
      requeued: planned.requeued,
      awaitingApproval: planned.awaitingApproval,
      deferred: 0,
      trimmed: 0,
      estimateMicros: needed.micros,
      estimate,
    }
  }
  const onLimit = options.onLimit ?? 'reject'
  if (onLimit === 'reject' && shortOf(room, needed).length > 0) {
    throw limitReached(needed, room, context.timezone)
  }
  const done = await apply(context, selection, { onLimit, day, confirmed })
  const undispatched = await handOver(context, done.requeued)
  const after = await roomOf(context.db, day, context.limits)
  return {
    ...base,
    ...done,
    dryRun: false,
    estimate: done.estimateMicros === needed.micros ? estimate : null,
    undispatched,
    limit: { ...after.state, timezone: context.timezone },
  }
}

interface Need extends Required<NeededAmount> {
  /** What is to be bought for it; null where its money is reserved. */
  buys: Buys | null
}

const NOTHING: Need = { jobs: 0, monthJobs: 0, micros: 0, by: {}, buys: null }

async function count(
  context: RetryContext,
  selection: Selection,
  confirmed: Confirmed | undefined,
) {
  const planned = {
    matched: 0,
    requeued: 0,
    awaitingApproval: 0,
    needed: { ...together(NOTHING, NOTHING), monthJobs: 0 },
    skipped: {} as Record<string, number>,
  }
  const kinds = new Map<string, Alike>()
  for await (const page of matchingJobs(context.db, selection)) {
    for (const job of page) {
      planned.matched++
      const reason = await whyNot(context.db, job, confirmed)
      if (reason) planned.skipped[reason] = (planned.skipped[reason] ?? 0) + 1
      else {
        const need = await needOf(context.db, context, job)
        planned[needsApproval(job) ? 'awaitingApproval' : 'requeued']++
        const monthJobs = planned.needed.monthJobs + need.monthJobs
        planned.needed = { ...together(planned.needed, need), monthJobs }
        if (need.buys) countAlike(kinds, need.buys)
      }
    }
  }
  return { ...planned, alike: [...kinds.values()] }
}

/** Why a job can't be put back, if it can't. */
async function whyNot(
  db: Pick<Tx, 'videoGenerationJob' | 'providerCall' | 'product'>,
  job: VideoGenerationJob,
  confirmed: Confirmed | undefined,
): Promise<string | null> {
  if (job.status === 'COMPLETED') return 'completed'
  if (job.status === 'NEEDS_REVIEW') {
    if (confirmed) return null
    const unknown = await db.providerCall.count({ where: { jobId: job.id, outcome: 'UNKNOWN' } })
    return unknown > 0 ? 'review' : null
  }
  if (job.status === 'AWAITING_APPROVAL') return 'awaiting-approval'
  if (job.status !== 'FAILED' && job.status !== 'CANCELLED') return 'active'
  const newer = await db.videoGenerationJob.findFirst({
    where: { claimKey: job.productId, id: { not: job.id } },
    select: { id: true },
  })
  if (newer) return 'replaced'
  const product = await db.product.findUnique({ where: { id: job.productId } })
  return product?.retiredAt ? 'retired' : null
}

/**
 * What is to be reserved now. A job in review may still have its reservation: its next purchase
 * moves that to its day, and adds what it lacks.
 */
async function needOf(
  db: Pick<Tx, 'step' | 'ledgerEntry'>,
  context: RetryContext,
  job: VideoGenerationJob,
): Promise<Need> {
  // A video that was not approved has everything bought.
  if (holdsMoney(job) || job.awaits === 'video') return NOTHING
  const steps = await db.step.findMany({
    where: { jobId: job.id, removedAt: null },
    select: { step: true },
  })
  const options = job.options as unknown as JobOptions
  const done = steps.map((row) => row.step).toSorted()
  const by = estimateBy(context.prices, options, done)
  const slots = await slotsNeeded(db, job.id, today(context))
  return { ...slots, micros: sumOf(by), by, buys: { options, done } }
}

function holdsMoney(job: VideoGenerationJob): boolean {
  return job.reservedMicros > 0n || job.reservedJobs > 0
}

async function apply(
  context: RetryContext,
  selection: Selection,
  order: RetryOrder,
): Promise<Applied> {
  const done = { requeued: 0, deferred: 0, trimmed: 0, awaitingApproval: 0, estimateMicros: 0 }
  for await (const page of matchingJobs(context.db, selection)) {
    for (const job of page) {
      const outcome = await context.db.$transaction((tx) =>
        retryOne(tx, context, { id: job.id, ...order }),
      )
      if (outcome === null) continue
      done[outcome.became]++
      if (outcome.became !== 'trimmed') done.estimateMicros += outcome.micros
    }
  }
  return done
}

type Applied = Pick<
  RetryResult,
  'requeued' | 'deferred' | 'trimmed' | 'awaitingApproval' | 'estimateMicros'
>

interface RetryOrder {
  onLimit: OnLimit
  day: string
  confirmed: Confirmed | undefined
}

async function retryOne(
  tx: Tx,
  context: RetryContext,
  { id, onLimit, day, confirmed }: RetryOrder & { id: string },
): Promise<{ became: Exclude<keyof Applied, 'estimateMicros'>; micros: number } | null> {
  // Read anew: since its page was read a late result may have changed its money.
  const by = { actor: context.actor, at: context.clock() }
  const job = await readSettled(tx, id, { confirmed, by })
  if (!job) return null
  const need = await needOf(tx, context, job)
  const claimKey = job.productId
  const { to, became, data } = goesTo(context, job, by.at)
  if (holdsMoney(job) || job.awaits === 'video') {
    await requeue(tx, job, { to, data: { ...data, claimKey }, by })
    return { became, micros: 0 }
  }
  const reserved = await reserve(tx, need, context.limits, {
    key: `retry:${id}:${job.deliverySeq}`,
    at: by.at,
    day,
    batchId: job.batchId,
    jobId: id,
    source: 'estimate',
  })
  if (reserved) {
    const money = { ...heldColumns(need), budgetDay: day, ...agreedAnew(job, need.micros) }
    await requeue(tx, job, { to, data: { ...data, claimKey, ...money }, by })
    return { became, micros: need.micros }
  }
  if (onLimit !== 'defer') return { became: 'trimmed', micros: 0 }
  const waits = needsApproval(job)
  const later = { ...data, claimKey, ...agreedAnew(job, need.micros) }
  await requeue(tx, job, { to: waits ? to : 'DEFERRED', data: later, by })
  return { became: waits ? became : 'deferred', micros: need.micros }
}

/** A person never agreed to it, and a retry is not to be a way around that. What is dearer than agreed is looked at anew. */
function needsApproval({ awaits }: VideoGenerationJob): boolean {
  return awaits === 'cost' || awaits === 'video'
}

/** Who lets it run again agrees to what that costs; not to a price that was to be approved by itself. */
function agreedAnew(
  { agreedMicros, awaits, costMicros }: VideoGenerationJob,
  needMicros: number,
): { agreedMicros?: bigint } {
  if (agreedMicros === null || awaits === 'price') return {}
  const whole = costMicros + BigInt(needMicros)
  return { agreedMicros: whole > agreedMicros ? whole : agreedMicros }
}

function goesTo({ approval }: RetryContext, job: VideoGenerationJob, at: Date) {
  if (needsApproval(job)) {
    const awaitsUntil = new Date(at.getTime() + approval.expiresMs)
    return {
      to: 'AWAITING_APPROVAL',
      became: 'awaitingApproval',
      data: { awaitsUntil },
    } as const
  }
  const data = { awaits: null, awaitsMicros: null }
  return { to: 'QUEUED', became: 'requeued', data } as const
}

/** The job as it stands once its open calls are settled; null when it can't be put back. */
async function readSettled(
  tx: Tx,
  id: string,
  { confirmed, by }: { confirmed: Confirmed | undefined; by: Actor },
): Promise<VideoGenerationJob | null> {
  const job = await tx.videoGenerationJob.findUnique({ where: { id } })
  if (!job || (await whyNot(tx, job, confirmed))) return null
  if (job.status !== 'NEEDS_REVIEW' || !confirmed) return job
  await settleOpenCalls(tx, job, { confirmed, by })
  return tx.videoGenerationJob.findUnique({ where: { id } })
}
