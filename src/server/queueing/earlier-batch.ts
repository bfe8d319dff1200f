/** The batch of a request whose process died before it could answer. */
import { setTimeout as sleep } from 'node:timers/promises'
import { VidgenError } from '../../errors.ts'
import type { EnqueueResult, SkippedCounts } from '../../results.ts'
import type { QueueCall } from './order.ts'
import { answerOf, type KeptAnswer } from './answer.ts'

const LOOK_AGAIN_MS = 250
/** Somebody gives a dead batch up well within that. */
const PATIENCE_MS = 40_000

/** The answer that it would have got; null where nothing of it is left. Throws API_KEY_IN_USE. */
export async function settledBatch(
  call: QueueCall,
  requestKey: string,
): Promise<KeptAnswer | null> {
  const { db, clock, stopping } = call.house
  const until = clock().getTime() + PATIENCE_MS
  for (;;) {
    const batch = await db.batch.findFirst({
      where: { requestKey, state: { not: 'ABORTED' } },
      orderBy: { id: 'desc' },
    })
    if (!batch) return null
    if (batch.state === 'READY') return await answerOf(call, await resultOf(call, batch))
    // Still loading, and whoever did is gone: a worker, or the next enqueue, gives it up.
    const isDead = batch.leaseUntil === null || batch.leaseUntil < clock()
    if (isDead) return null
    if (clock().getTime() > until || stopping.aborted)
      throw new VidgenError('API_KEY_IN_USE', { retryAfterS: 10 })
    await sleep(LOOK_AGAIN_MS)
  }
}

interface KnownCounts {
  rows: number
  valid: number
  invalidCount: number
  products: EnqueueResult['products']
  skipped: SkippedCounts
  /** Not kept with batches of before limits by provider. */
  byProvider?: EnqueueResult['byProvider']
}

async function resultOf(
  { house, vidgen }: QueueCall,
  batch: { id: string; sourceName: string; counts: unknown; estimateMicros: bigint },
): Promise<EnqueueResult> {
  const {
    rows,
    valid,
    invalidCount,
    products,
    skipped,
    byProvider = [],
  } = batch.counts as KnownCounts
  const groups = await house.db.videoGenerationJob.groupBy({
    by: ['status'],
    where: { batchId: batch.id },
    _count: { _all: true },
  })
  const total = groups.reduce((sum, { _count }) => sum + _count._all, 0)
  const countOf = (wanted: string) =>
    groups.find(({ status }) => status === wanted)?._count._all ?? 0
  const deferred = countOf('DEFERRED')
  const awaitingApproval = countOf('AWAITING_APPROVAL')
  return {
    dryRun: false,
    refused: null,
    batchId: batch.id,
    source: batch.sourceName,
    rows,
    valid,
    invalid: [],
    invalidCount,
    queued: total - deferred - awaitingApproval,
    deferred,
    awaitingApproval,
    hold: awaitingApproval > 0 ? ['cost'] : [],
    trimmed: 0,
    beyondTake: 0,
    undispatched: 0,
    skipped,
    products,
    estimateMicros: Number(batch.estimateMicros),
    byProvider,
    estimate: null,
    limit: await vidgen.reports.limit(),
    sample: [],
    rejectsFile: null,
    warnings: [],
  }
}
