/** Applies a plan: reserves for all of it, loads the jobs in chunks, settles what conflicted. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { InputJsonObject } from '@prisma/client/runtime/client'
import { ulid } from 'ulid'
import type { SpooledRow } from '../../catalog/spool.ts'
import type { Tx } from '../../db/client.ts'
import {
  insertJobs,
  type JobRow,
  loadPace,
  takeClaims,
  upsertProducts,
} from '../../db/sql/load-chunk.ts'
import { VidgenError } from '../../errors.ts'
import { type Amount, together } from '../../money/ledger.ts'
import { release, reserve } from '../../money/usage.ts'
import type { EnqueueOptions } from '../../requests.ts'
import { tellWaiting } from '../approval-alerts.ts'
import { jobIds } from '../job-id.ts'
import { abortBatch } from '../recovery.ts'
import type { Checked } from './check.ts'
import type { EnqueueContext } from './context.ts'
import { splitOf } from './fit.ts'
import { type Footing, isSound } from './footing.ts'
import { storePictures } from './pictures.ts'
import { wantedWith } from './plan.ts'
import type { Wanted } from './wanted.ts'

/** Others wait for the end of a batch: that of a killed enqueue must come soon. */
const LEASE_MS = 10_000
const RENEW_EVERY_MS = 2_000
/** Rows of these decisions leave no trace in the database. */
const UNTOUCHED: ReadonlySet<string> = new Set(['trim', 'beyond', 'invalid'])

export interface LoadRequest {
  checked: Checked
  options: EnqueueOptions
  footing: Footing
  /** What the rows for today need. */
  needed: Amount
  estimateMicros: number
  day: string
  counts: InputJsonObject
  hold: readonly ('cost' | 'video')[]
}

export interface Loaded {
  batchId: string
  /** Products that somebody else had queued in the meantime. */
  conflicts: number
}

/**
 * Nothing was written when it returns null, the day has no room for it any more, or `shaken`, what
 * the plan rests on has changed.
 */
export async function load(
  context: EnqueueContext,
  request: LoadRequest,
): Promise<Loaded | null | 'shaken'> {
  const batch: LoadingBatch = {
    id: ulid(context.clock().getTime()).toLowerCase(),
    owner: `${context.actor}:${ulid()}`,
    writing: false,
  }
  const opened = await open(context, request, batch)
  if (opened !== 'open') return opened
  const stopRenewing = keepRenewing(context, batch)
  try {
    const lost = await loadChunks(context, request, batch)
    await close(context, request, { batch, lost })
    return { batchId: batch.id, conflicts: lost.rows }
  } catch (error) {
    await giveUp(context, batch)
    throw error
  } finally {
    stopRenewing()
  }
}

interface LoadingBatch {
  id: string
  owner: string
  /** A chunk is being written, which renews the lease itself. */
  writing: boolean
}

/** What was planned but could not be loaded. */
interface Lost {
  rows: number
  amount: Amount
}

function open(
  context: EnqueueContext,
  request: LoadRequest,
  batch: LoadingBatch,
): Promise<'open' | null | 'shaken'> {
  const { checked, options, needed, day } = request
  const at = context.clock()
  return context.db.$transaction(async (tx) => {
    if (!(await isSound(tx, request.footing))) return 'shaken'
    if (needed.jobs > 0) {
      const subject = {
        key: `batch:${batch.id}`,
        at,
        day,
        batchId: batch.id,
        source: 'estimate' as const,
      }
      if (!(await reserve(tx, needed, context.limits, subject))) return null
    }
    await tx.batch.create({
      data: {
        id: batch.id,
        state: 'LOADING',
        sourceName: checked.name,
        sourceHash: checked.sha256,
        actor: context.actor,
        counts: request.counts,
        perDay: options.perDay ?? null,
        requestKey: options.requestKey ?? null,
        first: options.first ?? false,
        estimateMicros: BigInt(request.estimateMicros),
        budgetDay: day,
        leaseOwner: batch.owner,
        leaseUntil: leaseUntil(at),
        createdAt: at,
      },
      select: { id: true },
    })
    return 'open'
  })
}

async function loadChunks(
  context: EnqueueContext,
  request: LoadRequest,
  batch: LoadingBatch,
): Promise<Lost> {
  const lost: Lost = { rows: 0, amount: { jobs: 0, micros: 0 } }
  const idAt = jobIds(context.clock())
  const pace = loadPace(context.db)
  let rows = 0
  for (const chunk of request.checked.spool.chunks(pace.rows)) {
    request.options.signal?.throwIfAborted()
    const touched = chunk
      .filter((spooled) => isLoadable(spooled) || changesProduct(spooled))
      .map((spooled) => ({ ...spooled, wanted: wantedWith(spooled) }))
    if (touched.length === 0) continue
    const loadable = touched.filter(isLoadable)
    await storePictures(context.storage, touched)
    batch.writing = true
    await loadChunk(context, { request, batch, loadable, touched, lost, idAt })
    batch.writing = false
    rows += loadable.length
    request.options.onProgress?.({ stage: 'loading', rows })
    await sleep(pace.gapMs)
  }
  return lost
}

/** A row with what the planner kept with it. */
type WantedRow = SpooledRow & { wanted: Wanted }

function isLoadable({ decision }: SpooledRow): boolean {
  return decision === 'queue' || decision === 'defer'
}

/** A known product whose row says something new, though no video is to be made of it now. */
function changesProduct({ decision, data }: SpooledRow): boolean {
  return !UNTOUCHED.has(decision ?? '') && data?.includes('"product":"changed"') === true
}

interface ChunkWork {
  request: LoadRequest
  batch: LoadingBatch
  loadable: WantedRow[]
  touched: WantedRow[]
  lost: Lost
  idAt: (place: number) => string
}

async function loadChunk(context: EnqueueContext, work: ChunkWork): Promise<void> {
  const { request, batch, loadable } = work
  const at = context.clock()
  const waits = request.hold.includes('cost')
  const jobs = loadable.map((spooled) => jobRow(context, spooled, { idAt: work.idAt, waits }))
  const replaced = loadable.map(({ wanted }) => wanted.replaces).filter((id) => id !== null)
  const made = await context.db.$transaction(async (tx) => {
    await renew(tx, batch, at)
    await upsertProducts(tx, productRows(work.touched), at)
    await takeClaims(tx, replaced)
    const { maxAttempts, approval } = context
    return insertJobs(tx, jobs, {
      batchId: batch.id,
      budgetDay: request.day,
      maxAttempts,
      at,
      awaitsCostUntil: waits ? new Date(at.getTime() + approval.expiresMs) : null,
      reviewVideo: request.hold.includes('video'),
    })
  })
  noteLost(work.lost, jobs, made)
}

function noteLost(lost: Lost, jobs: JobRow[], made: string[]): void {
  const there = new Set(made)
  for (const job of jobs) {
    if (there.has(job.productId)) continue
    lost.rows++
    if (job.reservedJobs === 0) continue
    const { estimateMicros: micros, reservedBy: by } = job
    lost.amount = together(lost.amount, { jobs: 1, micros, by })
  }
}

function jobRow(
  { prices }: EnqueueContext,
  spooled: WantedRow,
  { idAt, waits }: { idAt: (place: number) => string; waits: boolean },
): JobRow {
  const { input, options, inputHash } = spooled.wanted
  const { estimateMicros: micros, videoMicros } = spooled
  const isForToday = spooled.decision !== 'defer'
  const status = isForToday ? 'QUEUED' : 'DEFERRED'
  return {
    id: idAt(spooled.row.line),
    productId: spooled.row.productId,
    // One for another day waits for its approval first, then for that day.
    status: waits ? 'AWAITING_APPROVAL' : status,
    reservedJobs: isForToday ? 1 : 0,
    input,
    options,
    inputHash,
    priority: spooled.row.priority,
    estimateMicros: micros,
    reservedBy: isForToday ? splitOf(prices, { micros, videoMicros }) : {},
  }
}

function productRows(touched: WantedRow[]) {
  return touched.flatMap(({ row, wanted: { input, product } }) => {
    if (product === 'same') return []
    const { imageUrl, modelType, name, category } = input
    return [{ id: row.productId, imageUrl, modelType, name, category }]
  })
}

/**
 * Pictures may take longer to store than the lease lasts. A renewal that fails is tried again; one
 * beside a chunk, which renews the lease itself, would only lose against it.
 */
function keepRenewing(context: EnqueueContext, batch: LoadingBatch): () => void {
  const timer = setInterval(() => {
    if (!batch.writing) renew(context.db, batch, context.clock()).catch(() => {})
  }, RENEW_EVERY_MS)
  return () => clearInterval(timer)
}

/** Every chunk proves that the batch is still ours. */
async function renew(tx: Pick<Tx, 'batch'>, batch: LoadingBatch, at: Date): Promise<void> {
  const { count } = await tx.batch.updateMany({
    where: { id: batch.id, state: 'LOADING', leaseOwner: batch.owner },
    data: { leaseUntil: leaseUntil(at) },
  })
  if (count === 0) throw new VidgenError('ENQUEUE_SUPERSEDED', { batch: batch.id })
}

async function close(
  context: EnqueueContext,
  request: LoadRequest,
  { batch, lost }: { batch: LoadingBatch; lost: Lost },
): Promise<void> {
  const at = context.clock()
  await context.db.$transaction(async (tx) => {
    await renew(tx, batch, at)
    const subject = {
      key: `conflicts:${batch.id}`,
      at,
      day: request.day,
      batchId: batch.id,
      source: 'estimate' as const,
    }
    await release(tx, lost.amount, subject)
    await tx.batch.updateMany({
      where: { id: batch.id },
      data: { state: 'READY', endedAt: at, leaseOwner: null, leaseUntil: null },
    })
    if (request.hold.includes('cost')) {
      await tellWaiting(tx, { batchId: batch.id, awaits: 'cost', at })
    }
  })
}

async function giveUp(context: EnqueueContext, { id }: LoadingBatch): Promise<void> {
  const batch = await context.db.batch.findUnique({ where: { id } })
  if (batch?.state !== 'LOADING') return
  await abortBatch(context.db, batch, { actor: context.actor, at: context.clock() })
}

function leaseUntil(at: Date): Date {
  return new Date(at.getTime() + LEASE_MS)
}
