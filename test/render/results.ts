/** Results as commands answer them, to be drawn in tests. */
import type {
  BatchInfo,
  DayRow,
  EnqueueResult,
  JobInfo,
  LimitInForce,
  LimitState,
  PeakJob,
  ReportResult,
  StatsResult,
  StatsRow,
  StatusResult,
} from '../../src/results.ts'
import type { Style } from '../../src/render/style.ts'

/** A terminal without colours. */
export function plain(width = 80): Style {
  return { width, color: false, timezone: 'Asia/Seoul' }
}

type Used = LimitState['jobs']

/** The limits of a day, and others beside them; the tightest of those first. */
export function limitsOf(jobs: Used, micros: Used, others: LimitInForce[] = []): LimitState {
  const day = { period: '2026-11-23', span: 'day', provider: null, exception: null } as const
  return {
    day: day.period,
    timezone: 'Asia/Seoul',
    jobs,
    micros,
    all: [...others, { ...day, unit: 'jobs', ...jobs }, { ...day, unit: 'micros', ...micros }],
  }
}

export const limit = limitsOf({ used: 5, limit: 100 }, { used: 1_335_000, limit: 50_000_000 })

export function job(changes: Partial<JobInfo> = {}): JobInfo {
  return {
    id: '01jd8abcdefghjkmnpqrstv123',
    productId: 'SKU-1',
    productName: '빨간 여름 원피스',
    batchId: '01jd8abcdefghjkmnpqrstbat1',
    status: 'FAILED',
    progress: 35,
    step: null,
    attempt: 3,
    maxAttempts: 3,
    crashes: 0,
    estimateMicros: 267_000,
    costMicros: 233_600,
    videoUrl: null,
    posterUrl: null,
    error: { code: 'OFFLINE_BUSY', message: 'The offline pika is busy.', hint: 'Wait a little.' },
    queuedAt: '2026-11-22T14:12:00Z',
    startedAt: '2026-11-23T00:13:00Z',
    finishedAt: '2026-11-23T00:15:05Z',
    nextRunAt: null,
    worker: null,
    ...changes,
  }
}

const batch: BatchInfo = {
  id: '01jd8abcdefghjkmnpqrstbat1',
  state: 'READY',
  source: 'autumn-collection-2026.csv',
  actor: 'mina@shop',
  createdAt: '2026-11-23T00:12:00Z',
  jobs: { QUEUED: 1_200, FAILED: 1 },
  total: 1_201,
  estimateMicros: 320_000_000,
  costMicros: 233_600,
}

export function status(changes: Partial<StatusResult> = {}): StatusResult {
  return {
    kind: 'live',
    holds: [],
    alerts: { waiting: 0, channels: [] },
    waits: [],
    limit,
    counts: { FAILED: 1, QUEUED: 1_200, GENERATING_VIDEO: 1 },
    batches: [batch],
    jobs: [job()],
    more: 0,
    ...changes,
  }
}

export const stats: StatsResult = {
  from: '2026-11-23',
  to: '2026-11-23',
  timezone: 'Asia/Seoul',
  jobs: { total: 5, FAILED: 2, COMPLETED: 3 },
  costMicros: 190_000,
  estimateMicros: 2_400_000,
  perVideoMicros: 63_333,
  byProvider: [{ provider: 'fal', service: 'pika', calls: 1, costMicros: 150_000 }],
  by: 'status',
  groups: [
    statsRow({ key: 'COMPLETED', jobs: 3, costMicros: 150_000, perVideoMicros: 50_000 }),
    statsRow({ key: 'FAILED', jobs: 2, costMicros: 40_000 }),
  ],
  byDay: [dayRow()],
  limit,
  durations: { p50: 20, p95: 125.4 },
  throughput: { perHour: 1.25 },
  queue: {
    waiting: 30,
    running: 4,
    deferred: 250,
    person: 1,
    perHour: 34,
    secondsLeft: 3_600,
    daysLeft: 3,
  },
}

export function statsRow(changes: Partial<StatsRow> & { key: string }): StatsRow {
  const none = { calls: null, completed: null, failed: null, perVideoMicros: null }
  return { jobs: 0, costMicros: 0, ...none, p50: null, p95: null, ...changes }
}

export function dayRow(changes: Partial<DayRow> = {}): DayRow {
  return {
    day: '2026-11-23',
    completed: 3,
    failed: 2,
    cancelled: 1,
    costMicros: 1_180_000,
    perVideoMicros: 393_333,
    wasteMicros: 40_000,
    byProvider: [{ provider: 'fal', service: 'pika', calls: 7, costMicros: 1_180_000 }],
    limit: { jobs: limit.jobs, micros: limit.micros },
    ...changes,
  }
}

const before = {
  from: '2026-11-22',
  to: '2026-11-22',
  completed: 4,
  failed: 0,
  cancelled: 0,
  costMicros: 952_000,
  perVideoMicros: 238_000,
  wasteMicros: 0,
}

function peakJob(changes: Partial<PeakJob> = {}): PeakJob {
  return {
    jobId: '01jd8abcdefghjkmnpqrstv123',
    productId: 'SKU-1',
    productName: '빨간 여름 원피스',
    status: 'COMPLETED',
    costMicros: 467_200,
    seconds: 125,
    errorCode: null,
    ...changes,
  }
}

export function report(changes: Partial<ReportResult> = {}): ReportResult {
  return {
    period: { name: 'day', from: '2026-11-23', to: '2026-11-23', timezone: 'Asia/Seoul' },
    kind: 'live',
    totals: {
      jobs: 8,
      completed: 3,
      failed: 2,
      cancelled: 1,
      open: 2,
      costMicros: 1_190_000,
      perVideoMicros: 396_667,
      wasteMicros: 40_000,
    },
    rows: [
      {
        batchId: '01jd8abcdefghjkmnpqrstbat1',
        source: 'autumn.csv',
        jobs: 6,
        completed: 3,
        failed: 1,
        costMicros: 1_150_000,
        perVideoMicros: 383_333,
      },
    ],
    byProvider: [{ provider: 'fal', service: 'pika', calls: 7, costMicros: 1_120_000 }],
    byStep: [{ step: 'VIDEO', calls: 7, costMicros: 1_110_000, p50: 61.2, p95: 130 }],
    byCategory: [
      {
        category: 'shoes',
        completed: 3,
        failed: 1,
        cancelled: 1,
        costMicros: 1_100_000,
        perVideoMicros: 366_667,
      },
    ],
    byDay: [dayRow()],
    earlier: [dayRow({ day: '2026-11-21', costMicros: 7_000_000 })],
    trend: {
      now: {
        from: '2026-11-23',
        to: '2026-11-23',
        completed: 3,
        failed: 2,
        cancelled: 1,
        costMicros: 1_190_000,
        perVideoMicros: 396_667,
        wasteMicros: 40_000,
      },
      before,
    },
    failures: [
      { code: 'OFFLINE_BUSY', message: 'The offline pika is busy.', jobs: 2, jobId: job().id },
    ],
    dearest: [peakJob()],
    slowest: [peakJob({ jobId: '01jd8abcdefghjkmnpqrstv456', seconds: 900 })],
    durations: { p50: 20, p95: 125.4 },
    throughput: { perHour: 1.25 },
    forecast: {
      month: '2026-11',
      spentMicros: 20_000_000,
      perDayMicros: 1_000_000,
      daysLeft: 7,
      expectedMicros: 27_000_000,
      mostMicros: 418_665_000,
    },
    limit,
    warnings: ['1 job needs a decision.'],
    ...changes,
  }
}

export const nothingSkipped = {
  active: 0,
  completed: 0,
  duplicate: 0,
  failed: 0,
  cancelled: 0,
  review: 0,
  retired: 0,
  changed: 0,
}

export function enqueued(changes: Partial<EnqueueResult> = {}): EnqueueResult {
  return {
    dryRun: false,
    refused: null,
    batchId: '01jd8abcdefghjkmnpqrstbat1',
    source: 'products.csv',
    rows: 12,
    valid: 12,
    invalid: [],
    invalidCount: 0,
    queued: 12,
    deferred: 0,
    awaitingApproval: 0,
    hold: [],
    trimmed: 0,
    beyondTake: 0,
    undispatched: 0,
    skipped: nothingSkipped,
    products: { new: 12, known: 0, changed: 0 },
    estimateMicros: 3_210_000,
    byProvider: [{ provider: 'offline', estimateMicros: 3_210_000 }],
    estimate: null,
    limit,
    sample: [],
    rejectsFile: null,
    warnings: [],
    ...changes,
  }
}
