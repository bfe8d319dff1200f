/** Takes videos from their products, products out of the shop, and either back. */
import type { Tx } from '../db/client.ts'
import type { Product, VideoGenerationJob } from '../generated/sqlite/client.ts'
import type { UnpublishOptions } from '../requests.ts'
import type { UnpublishResult } from '../results.ts'
import { type ChosenProduct, chosenProducts } from './chosen-products.ts'
import type { JobsContext } from './context.ts'
import { type Actor, event } from './moves.ts'
import { earlierVideo, lastUnpublished } from './other-video.ts'
import { clearVideo, isKept, showVideo, type StoredVideo } from './published.ts'
import type { Selection } from './selection.ts'
import { ACTIVE } from './states.ts'

/** How many products a result lists; all are counted. */
const LISTED = 1_000

/**
 * `unpublish` takes the chosen videos from their products, which show the one before again, or none;
 * `retire` takes whatever they show and keeps `enqueue` from them; `restore` undoes the last of it. The
 * files stay where they are. A job that is under way keeps its product from being retired.
 */
export async function unpublish(
  context: JobsContext,
  selection: Selection,
  options: UnpublishOptions,
): Promise<UnpublishResult> {
  const { action = 'unpublish', dryRun = false, reason = null } = options
  const result: UnpublishResult = {
    dryRun,
    action,
    matched: 0,
    shown: 0,
    cleared: 0,
    retired: 0,
    returned: 0,
    skipped: {},
    products: [],
  }
  const order = { action, dryRun, reason, by: { actor: context.actor, at: context.clock() } }
  const seen = new Set<string>()
  for await (const page of chosenProducts(context.db, selection)) {
    for (const chosen of page) {
      result.matched++
      // Of several jobs of a product only the one that it shows counts; the product itself counts once.
      if (action !== 'unpublish' && seen.has(chosen.productId)) continue
      seen.add(chosen.productId)
      note(result, chosen.productId, await one(context, chosen, order))
    }
  }
  return result
}

interface Order {
  action: UnpublishResult['action']
  dryRun: boolean
  reason: string | null
  by: Actor
}

type Left = 'not-shown' | 'changed' | 'active' | 'already-retired' | 'nothing-to-restore'

interface Done {
  before: string | null
  after: string | null
  retired?: boolean
  returned?: boolean
}

function note(result: UnpublishResult, productId: string, done: Done | Left): void {
  if (typeof done === 'string') {
    result.skipped[done] = (result.skipped[done] ?? 0) + 1
    return
  }
  const { before, after, retired, returned } = done
  if (after !== before) result[after === null ? 'cleared' : 'shown']++
  if (retired) result.retired++
  if (returned) result.returned++
  if (result.products.length < LISTED) result.products.push({ productId, before, after })
}

/** What is to become of a product: found out first, for it asks the storage; then done, if nothing changed. */
async function one(
  context: JobsContext,
  chosen: ChosenProduct,
  order: Order,
): Promise<Done | Left> {
  const { db } = context
  const product = await db.product.findUniqueOrThrow({ where: { id: chosen.productId } })
  const planned = await plan(context, product, { chosen, order })
  if (typeof planned === 'string') return planned
  return db.$transaction((tx) => apply(tx, context, { product, planned, order }))
}

/** The video that the product is to show; null for none. */
type Planned = { video: StoredVideo | null } | Left

async function plan(
  context: JobsContext,
  product: Product,
  { chosen, order }: { chosen: ChosenProduct; order: Order },
): Promise<Planned> {
  const { videoJobId, retiredAt } = product
  if (order.action === 'retire') return retiredAt ? 'already-retired' : { video: null }
  if (order.action === 'restore') {
    const video = await lastUnpublished(context, product)
    return video || retiredAt ? { video } : 'nothing-to-restore'
  }
  if (videoJobId === null || (chosen.jobId ?? videoJobId) !== videoJobId) return 'not-shown'
  return { video: await earlierVideo(context, { ...product, videoJobId }, chosen.chosenJobs) }
}

interface Work {
  product: Product
  planned: { video: StoredVideo | null }
  order: Order
}

async function apply(
  tx: Tx,
  { storage }: JobsContext,
  { product, planned, order }: Work,
): Promise<Done | Left> {
  const { action, dryRun } = order
  const { id, videoJobId: before } = product
  const now = await tx.product.findUniqueOrThrow({ where: { id } })
  const isSame = now.videoJobId === before && (now.retiredAt === null) === !product.retiredAt
  if (!isSame || (planned.video && !(await isKept(tx, planned.video)))) return 'changed'
  const isRetired = action === 'retire'
  if (isRetired && (await isWorkedOn(tx, id))) return 'active'
  const isReturned = action === 'restore' && product.retiredAt !== null
  // Nothing was taken from a product that comes back without a video: it goes on showing what it shows.
  const after = planned.video?.jobId ?? (action === 'restore' ? before : null)
  const done = { before, after, retired: isRetired, returned: isReturned }
  if (dryRun) return done
  if (planned.video) await showVideo(tx, storage, planned.video)
  else if (after === null) await clearVideo(tx, id)
  if (isRetired || isReturned) {
    const retiredAt = isRetired ? order.by.at : null
    await tx.product.updateMany({ where: { id }, data: { retiredAt } })
  }
  await record(tx, { product, after, order })
  return done
}

/** Waiting for a person to decide is work, too. */
async function isWorkedOn(tx: Tx, productId: string): Promise<boolean> {
  const job = await tx.videoGenerationJob.findFirst({
    where: { productId, status: { in: [...ACTIVE, 'NEEDS_REVIEW'] } },
    select: { id: true },
  })
  return job !== null
}

const EVENTS = { unpublish: 'unpublished', retire: 'retired', restore: 'restored' } as const

/** In the history of the job whose video goes or comes; where there is none, of the product's newest. */
async function record(
  tx: Tx,
  { product, after, order }: { product: Product; after: string | null; order: Order },
): Promise<void> {
  const { action, by, reason } = order
  const { id: productId, videoJobId: before } = product
  const about = action === 'restore' ? (after ?? before) : before
  const job = await subject(tx, productId, about)
  if (!job) return
  if (about !== null && after !== before) {
    const unpublishedAt = action === 'restore' ? null : by.at
    await tx.videoGenerationJob.updateMany({ where: { id: about }, data: { unpublishedAt } })
  }
  const details = { before, after, ...(reason !== null && { reason }) }
  await event(tx, job, { to: job.status, type: EVENTS[action], by, details })
}

function subject(tx: Tx, productId: string, id: string | null): Promise<VideoGenerationJob | null> {
  const where = { productId, ...(id !== null && { id }) }
  return tx.videoGenerationJob.findFirst({ where, orderBy: { id: 'desc' } })
}
