import type {
  ApproveResult,
  CancelResult,
  EnqueueResult,
  ExportRow,
  LimitState,
  RetryResult,
  Sheet,
  StatsResult,
  StatusResult,
  UnpublishResult,
  WorkerResult,
} from '../../src/results.ts'
import type { WorkerHandle } from '../../src/vidgen.ts'

const limit: LimitState = {
  day: '2026-11-23',
  timezone: 'UTC',
  jobs: { used: 0, limit: 100 },
  micros: { used: 0, limit: 50_000_000 },
  all: [],
}

/** Results as the library would answer, each with what a test changes. */
export function enqueueResult(changes: Partial<EnqueueResult> = {}): EnqueueResult {
  const skipped = { active: 0, completed: 0, duplicate: 0, failed: 0 }
  return {
    dryRun: false,
    refused: null,
    batchId: '01jd0000000000000000000000',
    source: 'products.csv',
    rows: 3,
    valid: 3,
    invalid: [],
    invalidCount: 0,
    queued: 3,
    deferred: 0,
    awaitingApproval: 0,
    hold: [],
    trimmed: 0,
    beyondTake: 0,
    undispatched: 0,
    skipped: { ...skipped, cancelled: 0, review: 0, retired: 0, changed: 0 },
    products: { new: 3, known: 0, changed: 0 },
    estimateMicros: 801_600,
    byProvider: [{ provider: 'offline', estimateMicros: 801_600 }],
    estimate: null,
    limit,
    sample: [],
    rejectsFile: null,
    warnings: [],
    ...changes,
  }
}

export function workerResult(changes: Partial<WorkerResult> = {}): WorkerResult {
  const none = { processed: 0, completed: 0, failed: 0, retried: 0 }
  return { ...none, waiting: {}, costMicros: 0, ...changes }
}

export function statusResult(changes: Partial<StatusResult> = {}): StatusResult {
  return {
    kind: 'rehearsal',
    holds: [],
    alerts: { waiting: 0, channels: [] },
    waits: [],
    limit,
    counts: {},
    batches: [],
    jobs: [],
    more: 0,
    ...changes,
  }
}

export function statsResult(changes: Partial<StatsResult> = {}): StatsResult {
  return {
    from: '2026-11-23',
    to: '2026-11-23',
    timezone: 'UTC',
    jobs: { total: 0 },
    costMicros: 0,
    estimateMicros: 0,
    perVideoMicros: null,
    byProvider: [],
    byDay: [],
    limit,
    durations: { p50: null, p95: null },
    throughput: { perHour: 0 },
    queue: null,
    ...changes,
  }
}

export function retryResult(changes: Partial<RetryResult> = {}): RetryResult {
  return {
    dryRun: false,
    matched: 2,
    requeued: 2,
    deferred: 0,
    trimmed: 0,
    awaitingApproval: 0,
    skipped: {},
    estimateMicros: 534_400,
    estimate: null,
    undispatched: 0,
    limit,
    ...changes,
  }
}

export function cancelResult(changes: Partial<CancelResult> = {}): CancelResult {
  return {
    dryRun: false,
    matched: 2,
    cancelled: 1,
    finishing: 1,
    skipped: {},
    releasedMicros: 267_200,
    ...changes,
  }
}

export function approveResult(changes: Partial<ApproveResult> = {}): ApproveResult {
  return {
    dryRun: false,
    decision: 'approve',
    matched: 2,
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
    limit,
    ...changes,
  }
}

/** A contact sheet without jobs, whatever it says. */
export function sheetResult(changes: Partial<Sheet> = {}): Sheet {
  return {
    kind: 'live',
    timezone: 'UTC',
    madeAt: '2026-11-23T09:00:00.000Z',
    batch: null,
    counts: {},
    costMicros: 0,
    shown: 0,
    more: 0,
    aspectRatio: '9:16',
    sources: ["'self'"],
    linksUntil: null,
    async *jobs() {},
    ...changes,
  }
}

export function unpublishResult(changes: Partial<UnpublishResult> = {}): UnpublishResult {
  return {
    dryRun: false,
    action: 'unpublish',
    matched: 2,
    shown: 0,
    cleared: 0,
    retired: 0,
    returned: 0,
    skipped: {},
    products: [],
    ...changes,
  }
}

export function exportRow(productId: string): ExportRow {
  return {
    productId,
    jobId: `job-${productId}`,
    status: 'COMPLETED',
    videoUrl: `https://cdn.example/${productId}.mp4`,
    posterUrl: null,
    costMicros: 267_200,
    errorCode: null,
    error: null,
    updatedAt: '2026-11-23T09:00:00.000Z',
    takenOff: null,
  }
}

/** A worker that ends at once with this. */
export function endedWorker(result: WorkerResult): WorkerHandle {
  return { running: () => [], totals: () => result, finished: Promise.resolve(result) }
}
