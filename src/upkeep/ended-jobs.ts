/** Books of ended jobs that are still open: something that only a fault can leave. */
import {
  type ImageService,
  type ProviderName,
  type RenderState,
  ServiceFailure,
  type VideoService,
} from '../ai/service.ts'
import type { Db, Tx } from '../db/client.ts'
import { insertEvent } from '../db/sql/append.ts'
import type { JobOptions } from '../jobs/context.ts'
import { closeReservation, isOpenCall, MONEY } from '../jobs/reservation.ts'
import { ENDED } from '../jobs/states.ts'
import type { Actor } from '../jobs/transitions.ts'
import { CALL, type PaidCall } from '../pipeline/call.ts'
import { type Books, chargePossible, failCall, succeed, voidCall } from '../pipeline/outcome.ts'

export interface EndedContext extends Books {
  db: Db
  actor: string
  /** For the call's own provider. Throw ServiceFailure where its key is not set. */
  imagesOf(provider: ProviderName): Promise<ImageService>
  videosOf(provider: ProviderName): Promise<VideoService>
}

/** How many there were, and how many were put right. */
export interface Repair {
  found: number
  repaired: number
}

const ASK_MS = 60_000

/** Whose money or claim should have been given back when it ended. */
const stillHolds = (since: Date) => ({
  status: { in: ENDED },
  calls: { none: isOpenCall },
  OR: [
    { reservedMicros: { gt: 0 } },
    { reservedJobs: { gt: 0 } },
    { status: { in: ['FAILED' as const, 'CANCELLED' as const] }, claimKey: { not: null } },
  ],
  finishedAt: { gte: since },
})

/** Gives back what jobs without an open call still hold that ended since a time. */
export async function closeEndedReservations(
  context: Pick<EndedContext, 'db' | 'clock' | 'actor'>,
  { dryRun, since }: { dryRun: boolean; since: Date },
): Promise<Repair> {
  const { db, clock, actor } = context
  const held = stillHolds(since)
  const jobs = await db.videoGenerationJob.findMany({ where: held, select: { id: true } })
  if (dryRun) return { found: jobs.length, repaired: 0 }
  let repaired = 0
  for (const { id } of jobs) {
    const by = { actor, at: clock() }
    const closed = await db.$transaction(async (tx) => {
      const where = { ...held, id }
      const job = await tx.videoGenerationJob.findFirst({ where, select: MONEY })
      if (!job) return false
      await closeReservation(tx, job, by.at)
      await tell(tx, { jobId: id, type: 'reservation-closed', by })
      return true
    })
    if (closed) repaired++
  }
  return { found: jobs.length, repaired }
}

/**
 * Learns the end of calls that ended jobs left open, and books it. Asks the provider where it can be
 * asked; a call that nobody will answer any more is counted as billed. Buys nothing.
 */
export async function settleEndedCalls(
  context: EndedContext,
  { dryRun }: { dryRun: boolean },
): Promise<Repair> {
  const calls = await context.db.providerCall.findMany({
    where: { ...isOpenCall, job: { status: { in: ENDED } } },
    select: { ...CALL, job: { select: { options: true } } },
  })
  const repair = { found: calls.length, repaired: 0 }
  if (dryRun) return repair
  for (const { job, ...row } of calls) {
    const call = row as unknown as PaidCall
    const end = await endOf(context, call, job.options as unknown as JobOptions)
    if (end && (await settle(context, call, end))) repair.repaired++
  }
  return repair
}

type End = Exclude<RenderState, { state: 'rendering' }> | { state: 'lost' }

/** How a call ended; null while that can't be known. */
async function endOf(
  context: EndedContext,
  call: PaidCall,
  options: JobOptions,
): Promise<End | null> {
  const { provider, requestId, endpoint, model, request, sendDeadline } = call
  if (requestId === null) return sendDeadline < context.clock() ? { state: 'lost' } : null
  try {
    const service =
      call.service === 'pika' ? await context.videosOf(provider) : await context.imagesOf(provider)
    if (!('poll' in service)) return { state: 'lost' }
    const { durationS = options.durationS } = request
    const order = { requestId, endpoint, model, durationS, resolution: options.resolution }
    const state = await service.poll(order, { signal: AbortSignal.timeout(ASK_MS) })
    return state.state === 'rendering' ? null : state
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error
    return error.disposition === 'reject' ? { state: 'lost' } : null
  }
}

/** False when somebody else was quicker. */
function settle(context: EndedContext, call: PaidCall, end: End): Promise<boolean> {
  return context.db.$transaction(async (tx) => {
    const { id, jobId, step } = call
    const open = await tx.providerCall.count({ where: { id, ...isOpenCall } })
    if (open === 0) return false
    await book(tx, context, { call, end })
    const by = { actor: context.actor, at: context.clock() }
    await tell(tx, { jobId, type: 'call-settled', by, details: { step, call: id, end: end.state } })
    return true
  })
}

async function book(tx: Tx, books: Books, { call, end }: { call: PaidCall; end: End }) {
  if (end.state === 'succeeded') {
    const { cost, expiresAt } = end
    await succeed(tx, books, call, { requestId: call.requestId!, cost, expiresAt })
  } else if (end.state === 'failed') await failCall(tx, books, call, end.failure)
  else if (end.state === 'cancelled') await voidCall(tx, books, call, end.cost)
  else await chargePossible(tx, books, call)
}

async function tell(
  tx: Tx,
  event: { jobId: string; type: string; by: Actor; details?: object },
): Promise<void> {
  const { jobId, type, by, details } = event
  const { status, attempt } = await tx.videoGenerationJob.findUniqueOrThrow({
    where: { id: jobId },
    select: { status: true, attempt: true },
  })
  const from = { from: status, to: status, attempt, actor: by.actor, details }
  await insertEvent(tx, { jobId, at: by.at, type, ...from })
}
