/** Attaches a result that was bought to the job whose call never learned of it. */
import {
  type ImageService,
  type ProviderName,
  ServiceFailure,
  type VideoService,
} from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import { VidgenError } from '../errors.ts'
import type { ProviderCall, VideoGenerationJob } from '../generated/sqlite/client.ts'
import type { AdoptResult } from '../results.ts'
import type { JobOptions, JobsContext } from './context.ts'
import type { Dispatcher } from './dispatcher.ts'
import { handOver } from './hand-over.ts'
import { isOpenCall } from './reservation.ts'
import { everyJob, selectionWhere } from './selection.ts'
import { requeue } from './transitions.ts'

export interface AdoptContext extends JobsContext {
  imageProvider: string
  dispatcher: () => Promise<Dispatcher>
  imagesOf(provider: ProviderName): Promise<ImageService>
  videosOf(provider: ProviderName): Promise<VideoService>
}

/**
 * Asks the provider for the request and lets the job go on with it. Throws ADOPT_NOT_IN_REVIEW,
 * ADOPT_NOTHING_OPEN, ADOPT_KEEPS_NO_RESULTS, ADOPT_TAKEN, ADOPT_UNKNOWN_REQUEST, ADOPT_UNREACHABLE.
 */
export async function adopt(
  context: AdoptContext,
  { job: piece, requestId }: { job: string; requestId: string },
): Promise<AdoptResult> {
  const { job, call } = await findOpenCall(context, piece)
  const state = await askProvider(context, { job, call, requestId })
  const by = { actor: context.actor, at: context.clock() }
  await context.db.$transaction(async (tx) => {
    await assertFree(tx, call, requestId)
    const { count } = await tx.providerCall.updateMany({
      where: { id: call.id, ...isOpenCall },
      data: { outcome: 'ACCEPTED', requestId, acceptedAt: by.at },
    })
    const moved = count > 0 && (await requeue(tx, job, { to: 'QUEUED', data: {}, by }))
    if (!moved) throw new VidgenError('ADOPT_NOT_IN_REVIEW', { job: job.id, status: 'other' })
  })
  const undispatched = await handOver(context, 1)
  const { id: jobId, productId } = job
  const { step, provider } = call
  return { jobId, productId, step, provider, requestId, state, undispatched }
}

interface OpenCall {
  job: VideoGenerationJob
  call: ProviderCall
}

async function findOpenCall({ db }: AdoptContext, piece: string): Promise<OpenCall> {
  const where = await selectionWhere(db, { ...everyJob, jobs: [piece] })
  const job = await db.videoGenerationJob.findFirstOrThrow({ where })
  const { id, status } = job
  if (status !== 'NEEDS_REVIEW') throw new VidgenError('ADOPT_NOT_IN_REVIEW', { job: id, status })
  const call = await db.providerCall.findFirst({
    where: { jobId: id, ...isOpenCall },
    orderBy: { createdAt: 'desc' },
  })
  if (!call) throw new VidgenError('ADOPT_NOTHING_OPEN', { job: id })
  return { job, call }
}

async function askProvider(
  context: AdoptContext,
  { job, call, requestId }: OpenCall & { requestId: string },
): Promise<AdoptResult['state']> {
  const provider = call.provider as ProviderName
  const service =
    call.service === 'pika' ? await context.videosOf(provider) : await context.imagesOf(provider)
  if (!('poll' in service)) throw new VidgenError('ADOPT_KEEPS_NO_RESULTS', { provider })
  const { durationS, resolution } = job.options as unknown as JobOptions
  const { endpoint, model } = call
  const order = { requestId, endpoint, model, durationS, resolution: resolution }
  try {
    const state = await service.poll(order, { signal: AbortSignal.timeout(60_000) })
    return state.state
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error
    const code = error.disposition === 'reject' ? 'ADOPT_UNKNOWN_REQUEST' : 'ADOPT_UNREACHABLE'
    throw new VidgenError(code, { provider, requestId, reason: error.code }, { cause: error })
  }
}

/** One result belongs to one call. */
async function assertFree(tx: Tx, call: ProviderCall, requestId: string): Promise<void> {
  const { provider, id } = call
  const other = await tx.providerCall.findFirst({
    where: { provider, requestId, id: { not: id } },
    select: { jobId: true },
  })
  if (other) throw new VidgenError('ADOPT_TAKEN', { requestId, job: other.jobId })
}
