/** What a person decides about jobs that wait: they go on, their videos are shown, or they end. */
import pLimit from 'p-limit'
import type { Tx } from '../db/client.ts'
import type { Batch, VideoGenerationJob } from '../generated/sqlite/client.ts'
import { type Alike, estimateOf, readHistory } from '../money/estimate.ts'
import { type Amount, together } from '../money/ledger.ts'
import { roomOf, shortOf } from '../money/usage.ts'
import type { ApproveOptions } from '../requests.ts'
import type { ApproveResult } from '../results.ts'
import { type Buys, countAlike, stepsDone } from './alike.ts'
import { approve as goOn, type Decided, publishApproved, refuse } from './approval-transitions.ts'
import { type JobOptions, type JobsContext, today } from './context.ts'
import type { Dispatcher } from './dispatcher.ts'
import { limitReached } from './enqueue/fit.ts'
import { handOver } from './hand-over.ts'
import { matchingJobs } from './matching.ts'
import { moveToDay, neededOn, type NeededOn } from './move-to-day.ts'
import { showVideo, storedVideo } from './published.ts'
import { closeReservation, readMoney } from './reservation.ts'
import type { Selection } from './selection.ts'

export interface ApproveContext extends JobsContext {
  imageProvider: string
  dispatcher: () => Promise<Dispatcher>
}

/**
 * Approves (or with `reject` cancels) the jobs of a selection that wait for it. Purchases go on under
 * today's limit; a video is shown at once, and nothing is paid for that. Throws LIMIT_REACHED with
 * `onLimit` reject when not all of it fits, CONFIG_PRICE_MISSING; nothing is changed then.
 */
export async function approve(
  context: ApproveContext,
  selection: Selection,
  options: ApproveOptions,
): Promise<ApproveResult> {
  const order = orderOf(context, options)
  const planned = await decide(context, selection, { ...order, dryRun: true })
  const room = await roomOf(context.db, order.day, context.limits)
  const { needed } = planned
  const result = await withEstimate(context, planned)
  result.limit = { ...room.state, timezone: context.timezone }
  if (options.dryRun) return result
  const tooMuch = room.state.all.some(
    (each) => shortOf({ state: { ...room.state, all: [each] } }, needed[each.span]).length > 0,
  )
  if (order.onLimit === 'reject' && tooMuch) {
    throw limitReached({ ...needed.day, jobs: planned.videos }, room, context.timezone)
  }
  const done = await withEstimate(context, await decide(context, selection, order))
  const undispatched = await handOver(context, done.queued)
  const after = await roomOf(context.db, order.day, context.limits)
  return { ...done, undispatched, limit: { ...after.state, timezone: context.timezone } }
}

/** With what the approved will probably cost. Throws CONFIG_PRICE_MISSING. */
async function withEstimate(
  context: ApproveContext,
  { result, alike }: { result: ApproveResult; alike: Alike[] },
): Promise<ApproveResult> {
  if (alike.length === 0) return result
  return { ...result, estimate: estimateOf(context.prices, await readHistory(context), alike) }
}

interface Order {
  reject: boolean
  reason: string | null
  onLimit: NonNullable<ApproveOptions['onLimit']>
  day: string
  by: Decided
  dryRun: boolean
}

function orderOf(context: ApproveContext, options: ApproveOptions): Order {
  const { reject = false, reason = null, onLimit = 'reject' } = options
  const by = { actor: context.actor, at: context.clock(), reason }
  return { reject, reason, onLimit, day: today(context), by, dryRun: false }
}

async function decide(context: ApproveContext, selection: Selection, order: Order) {
  const result: ApproveResult = {
    dryRun: order.dryRun,
    decision: order.reject ? 'reject' : 'approve',
    matched: 0,
    queued: 0,
    deferred: 0,
    published: 0,
    trimmed: 0,
    rejected: 0,
    skipped: {},
    estimateMicros: 0,
    estimate: null,
    releasedMicros: 0,
    undispatched: 0,
    limit: { day: order.day, timezone: context.timezone, jobs: NONE, micros: NONE, all: [] },
  }
  const needed: Record<keyof NeededOn, Amount> = { day: NOTHING, month: NOTHING }
  let videos = 0
  const kinds = new Map<string, Alike>()
  for await (const page of matchingJobs(context.db, selection)) {
    const gone = order.reject ? new Set<string>() : await missingVideos(context, page)
    const done = await stepsDone(context.db, page)
    for (const { id } of page) {
      result.matched++
      const one = await context.db.$transaction((tx) =>
        decideOne(tx, context, { id, order, isGone: gone.has(id) }),
      )
      if (one.needed) {
        needed.day = together(needed.day, one.needed.day)
        needed.month = together(needed.month, one.needed.month)
        videos += one.needed.day.jobs + one.needed.day.micros > 0 ? 1 : 0
      }
      result.estimateMicros += one.estimateMicros ?? 0
      if (one.buys) countAlike(kinds, { options: one.buys, done: done.get(id) ?? [] })
      result.releasedMicros += one.releasedMicros ?? 0
      if ('became' in one) result[one.became]++
      else result.skipped[one.left] = (result.skipped[one.left] ?? 0) + 1
    }
  }
  return { result, needed, videos, alike: [...kinds.values()] }
}

const NONE = { used: 0, limit: 0 }
const NOTHING = { jobs: 0, micros: 0 }
/** Objects that are asked for at once. */
const ASKED_AT_ONCE = 8

/** The jobs of a page whose video is not in the storage (any more): nothing that could be shown. */
async function missingVideos(
  { db, storage }: ApproveContext,
  page: VideoGenerationJob[],
): Promise<Set<string>> {
  const limit = pLimit(ASKED_AT_ONCE)
  const waiting = page.filter((job) => isWaiting(job) && job.awaits === 'video')
  const missing = await Promise.all(
    waiting.map((job) =>
      limit(async () => {
        const video = await storedVideo(db, job)
        return video && (await storage.head(video.key)) ? [] : [job.id]
      }),
    ),
  )
  return new Set(missing.flat())
}

type Outcome = (
  | { became: 'queued' | 'deferred' | 'published' | 'trimmed' | 'rejected' }
  | { left: 'not-waiting' | 'loading' | 'video-missing' }
) & {
  needed?: NeededOn
  /** What it may still spend, and for what; absent where nothing is bought. */
  estimateMicros?: number
  buys?: Buys['options']
  releasedMicros?: number
}

interface One {
  id: string
  order: Order
  isGone: boolean
}

/** One job in one transaction; read anew, for somebody else may have decided meanwhile. */
async function decideOne(
  tx: Tx,
  context: ApproveContext,
  { id, order, isGone }: One,
): Promise<Outcome> {
  const job = await tx.videoGenerationJob.findUnique({ where: { id }, include: { batch: true } })
  if (!job || job.batch.state === 'LOADING') return { left: 'loading' }
  if (!isWaiting(job)) return { left: 'not-waiting' }
  if (order.reject) return rejectOne(tx, job, order)
  if (job.awaits === 'video') {
    if (isGone) return { left: 'video-missing' }
    return publishOne(tx, context, { job, order })
  }
  return buyOne(tx, context, { job, order })
}

/** One that is asked to be cancelled has its answer. */
function isWaiting(job: VideoGenerationJob): boolean {
  return job.status === 'AWAITING_APPROVAL' && job.cancelRequestedAt === null
}

type WaitingJob = VideoGenerationJob & { batch: Batch }

async function rejectOne(tx: Tx, job: WaitingJob, { by, reason, dryRun }: Order): Promise<Outcome> {
  const failure = {
    code: 'APPROVAL_REJECTED',
    params: { by: by.actor, awaits: job.awaits!, ...(reason !== null && { reason }) },
  }
  if (!dryRun) await refuse(tx, job, { type: 'rejected', failure, by })
  return { became: 'rejected', releasedMicros: Number(job.reservedMicros) }
}

async function publishOne(
  tx: Tx,
  { storage }: ApproveContext,
  { job, order }: { job: WaitingJob; order: Order },
): Promise<Outcome> {
  const video = await storedVideo(tx, job)
  if (!video) return { left: 'video-missing' }
  if (!order.dryRun) {
    await publishApproved(tx, job, { videoUrl: storage.url(video.key), by: order.by })
    await showVideo(tx, storage, video)
  }
  return { became: 'published' }
}

async function buyOne(
  tx: Tx,
  context: ApproveContext,
  { job, order }: { job: WaitingJob; order: Order },
): Promise<Outcome> {
  const { by, day, dryRun, onLimit } = order
  const buys = job.options as unknown as JobOptions
  // It was queued for another day: its turn comes as that of other deferred ones.
  if (job.awaits === 'cost' && job.reservedJobs === 0 && job.reservedMicros === 0n) {
    const data = { agreedMicros: job.costMicros + job.estimateMicros }
    if (!dryRun) await goOn(tx, job, { to: 'DEFERRED', data, by })
    return { became: 'deferred', estimateMicros: Number(job.estimateMicros), buys }
  }
  const wanted = { job, needMicros: Number(job.awaitsMicros ?? 0), day }
  const estimateMicros = Math.max(Number(job.reservedMicros), wanted.needMicros)
  if (dryRun) return { became: 'queued', needed: await neededOn(tx, wanted), estimateMicros, buys }
  const data = await moveToDay(tx, { ...wanted, at: by.at, limits: context.limits })
  const agreedMicros = job.costMicros + BigInt(estimateMicros)
  if (data) {
    await goOn(tx, job, { to: 'QUEUED', data: { ...data, agreedMicros }, by })
    return { became: 'queued', estimateMicros, buys }
  }
  if (onLimit !== 'defer') return { became: 'trimmed' }
  await goOn(tx, job, { to: 'DEFERRED', data: { agreedMicros }, by })
  await closeReservation(tx, await readMoney(tx, job.id), by.at)
  return { became: 'deferred', estimateMicros, buys }
}
