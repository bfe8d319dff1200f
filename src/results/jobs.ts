/** Commands that queue, decide, end and put back jobs. */
import type { StepName } from '../generated/sqlite/enums.ts'
import type { RowProblem } from './common.ts'
import type { CostRange, Estimate } from './estimate.ts'
import type { LimitState } from './limits.ts'

export interface SkippedCounts {
  active: number
  completed: number
  duplicate: number
  failed: number
  cancelled: number
  review: number
  retired: number
  changed: number
}

/** Of what a row would be bought for; without them it costs nothing. */
export interface SampleRow extends Partial<CostRange> {
  line: number
  productId: string
  decision: 'queue' | 'defer' | 'trim' | 'beyond' | keyof SkippedCounts
  /** By the price table, everything bought; 0 where the row is skipped. */
  estimateMicros: number
}

/**
 * What a job may wait for a person to approve: `cost`, its first purchase; `price`, a purchase dearer
 * than was agreed to; `video`, before its product shows it.
 */
export type ApprovalKind = 'cost' | 'price' | 'video'

export interface EnqueueResult {
  dryRun: boolean
  /** Why the whole order is refused: bad rows, or (in a dry run) the day's limit. */
  refused: 'invalid' | 'limit' | null
  /** null when nothing had to be queued. */
  batchId: string | null
  source: string
  rows: number
  valid: number
  /** The first 1,000 problems; `invalidCount` counts all bad rows. */
  invalid: RowProblem[]
  invalidCount: number
  queued: number
  deferred: number
  trimmed: number
  /** Wait for `vidgen approve` before anything is bought. */
  awaitingApproval: number
  /** What the batch waits for: as asked with `--hold`, or by itself because of what it costs. */
  hold: ('cost' | 'video')[]
  /** Of those trimmed, the ones that `--take` left for another time. */
  beyondTake: number
  /** Committed but not handed to Redis: a worker does that later. */
  undispatched: number
  skipped: SkippedCounts
  products: { new: number; known: number; changed: number }
  estimateMicros: number
  /** The estimate by who bills for it. */
  byProvider: { provider: string; estimateMicros: number }[]
  /** null where nothing is to be bought, or others queued some of it meanwhile. */
  estimate: Estimate | null
  limit: LimitState
  /** With a dry run: the first 1,000 rows, and what would become of each. */
  sample: SampleRow[]
  /** Where rejected and trimmed rows were written, if asked. */
  rejectsFile: string | null
  warnings: string[]
}

export interface WorkerResult {
  processed: number
  completed: number
  failed: number
  retried: number
  /** Jobs that still wait when a drain ends, by what they wait for. */
  waiting: Record<string, number>
  costMicros: number
}

export interface RetryResult {
  dryRun: boolean
  matched: number
  requeued: number
  deferred: number
  trimmed: number
  /** Put back to wait for an approval that they never had. */
  awaitingApproval: number
  skipped: Record<string, number>
  estimateMicros: number
  /** Of what is reserved now; null where that is nothing, or not all of it fitted. */
  estimate: Estimate | null
  undispatched: number
  limit: LimitState
}

export interface ApproveResult {
  dryRun: boolean
  decision: 'approve' | 'reject'
  matched: number
  /** Approved: a worker buys for them. */
  queued: number
  /** Approved: they wait for a day with room. */
  deferred: number
  /** Approved: their products show their videos. */
  published: number
  /** Still waiting, because today has no room (`--on-limit trim`). */
  trimmed: number
  rejected: number
  /** Why others were left alone. */
  skipped: Record<string, number>
  /** What the approved may still spend. */
  estimateMicros: number
  /** What they will probably spend of it; null where nothing is bought for them. */
  estimate: Estimate | null
  /** Reserved for the rejected, and free again. */
  releasedMicros: number
  undispatched: number
  limit: LimitState
}

export interface AdoptResult {
  jobId: string
  productId: string
  step: StepName
  provider: string
  requestId: string
  /** What the provider said of the request. */
  state: 'rendering' | 'succeeded' | 'failed' | 'cancelled'
  undispatched: number
}

export interface CancelResult {
  dryRun: boolean
  matched: number
  /** Ended now. */
  cancelled: number
  /** A worker has them: they end before their next purchase. */
  finishing: number
  skipped: Record<string, number>
  releasedMicros: number
}

export interface UnpublishResult {
  dryRun: boolean
  action: 'unpublish' | 'retire' | 'restore'
  /** Chosen: jobs, or products where only those were named. */
  matched: number
  /** Products that show an earlier video again, or with `restore` the one that was taken from them. */
  shown: number
  /** Products that show no video any more. */
  cleared: number
  /** Products that `enqueue` skips from now on. */
  retired: number
  /** Products that it takes again. */
  returned: number
  /** Why others were left alone. */
  skipped: Record<string, number>
  /** What became of each, the first 1,000: the job whose video it showed, and shows now. */
  products: { productId: string; before: string | null; after: string | null }[]
}
