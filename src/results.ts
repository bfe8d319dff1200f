/**
 * What each command answers: the JSON contract, and what `render/` draws. Money is integer
 * micro-dollars, instants are ISO 8601 in UTC, days are calendar days of the budget's time zone.
 */
import type { BatchState, CallOutcome, JobStatus, StepName } from './generated/sqlite/enums.ts'

/** Grows when a key changes its meaning or goes; new keys do not change it. */
export const SCHEMA_VERSION = 1

/** One cell of the CSV that can't be used. `line` counts from 1, the header included. */
export interface RowProblem {
  line: number
  column: string
  value: string
  code: string
  message: string
}

/** The day's limit as it stood when the command looked. `limit - used` is what is left. */
export interface LimitState {
  day: string
  timezone: string
  jobs: { used: number; limit: number }
  micros: { used: number; limit: number }
}

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

export interface SampleRow {
  line: number
  productId: string
  decision: 'queue' | 'defer' | 'trim' | 'beyond' | keyof SkippedCounts
  estimateMicros: number
}

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
  /** Of those trimmed, the ones that `--take` left for another time. */
  beyondTake: number
  /** Committed but not handed to Redis: a worker does that later. */
  undispatched: number
  skipped: SkippedCounts
  products: { new: number; known: number; changed: number }
  estimateMicros: number
  limit: LimitState
  /** With a dry run: three rows and what would become of them. */
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

export interface HoldInfo {
  id: string
  scope: string
  code: string
  reason: string
  by: string
  since: string
}

export interface CallInfo {
  id: string
  seq: number
  service: string
  provider: string
  endpoint: string
  model: string
  /** What was sent, so that the result can be explained and made again. */
  prompt: string
  seed: number
  outcome: CallOutcome
  requestId: string | null
  costMicros: number | null
  costSource: string | null
  createdAt: string
  endedAt: string | null
}

export interface StepInfo {
  step: StepName
  state: 'done' | 'open' | 'waiting'
  artefactKey: string | null
  sizeBytes: number | null
  doneAt: string | null
  calls: CallInfo[]
}

export interface ErrorInfo {
  code: string
  message: string
  hint: string | null
}

export interface EventInfo {
  at: string
  type: string
  from: JobStatus | null
  to: JobStatus | null
  attempt: number
  actor: string
  details: unknown
}

export interface JobInfo {
  id: string
  productId: string
  productName: string | null
  batchId: string
  status: JobStatus
  progress: number
  /** The step that is being worked on, if any. */
  step: StepName | null
  attempt: number
  maxAttempts: number
  crashes: number
  estimateMicros: number
  costMicros: number
  videoUrl: string | null
  posterUrl: string | null
  error: ErrorInfo | null
  queuedAt: string
  startedAt: string | null
  finishedAt: string | null
  nextRunAt: string | null
  worker: string | null
  /** Only when single jobs were asked for. */
  steps?: StepInfo[]
  events?: EventInfo[]
}

export interface BatchInfo {
  id: string
  state: BatchState
  source: string
  actor: string
  createdAt: string
  jobs: Partial<Record<JobStatus, number>>
  total: number
  estimateMicros: number
  costMicros: number
}

export interface StatusResult {
  kind: 'rehearsal' | 'live'
  holds: HoldInfo[]
  limit: LimitState
  counts: Partial<Record<JobStatus, number>>
  batches: BatchInfo[]
  jobs: JobInfo[]
  /** How many more jobs match than are listed. */
  more: number
}

export interface StatsRow {
  key: string
  jobs: number
  costMicros: number
  /** Paid calls; null where the group is not one of calls. */
  calls: number | null
  /** Of the jobs, those that ended so; null where the group is not one of jobs that ended. */
  completed: number | null
  failed: number | null
  perVideoMicros: number | null
  /** Seconds that completed jobs took (by day), or calls that succeeded (by provider, service, step). */
  p50: number | null
  p95: number | null
}

/** A day with work or cost. Failed and cancelled jobs count where they ended, waste where it was paid. */
export interface DayRow {
  day: string
  completed: number
  failed: number
  cancelled: number
  costMicros: number
  perVideoMicros: number | null
  /** Paid that day for jobs that have no video. */
  wasteMicros: number
  byProvider: { provider: string; service: string; calls: number; costMicros: number }[]
  /** What was reserved or spent of the day's limits; null where nobody reserved anything that day. */
  limit: Pick<LimitState, 'jobs' | 'micros'> | null
}

/** What is still to be done, and how long it takes as fast as it went within the last hour. */
export interface QueueState {
  /** Queued or trying again. */
  waiting: number
  running: number
  /** For another day with room in its limit. */
  deferred: number
  /** For a person: review and approval. */
  person: number
  /** Videos an hour, within the last one; null where none was finished. */
  perHour: number | null
  /** Until what waits or runs is done; null where that can't be told. */
  secondsLeft: number | null
  /** Days with today's limit until all that is deferred has had its room; null where no day has any. */
  daysLeft: number | null
}

export interface StatsResult {
  from: string
  to: string
  timezone: string
  jobs: Partial<Record<JobStatus, number>> & { total: number }
  costMicros: number
  estimateMicros: number
  /** Cost of everything charged in the period by videos finished in it; null without a video. */
  perVideoMicros: number | null
  byProvider: { provider: string; service: string; calls: number; costMicros: number }[]
  /** With `--by`. */
  by?: 'day' | 'service' | 'provider' | 'step' | 'status' | 'category'
  groups?: StatsRow[]
  byDay: DayRow[]
  limit: LimitState
  /** Seconds from start to end of the jobs completed in the period; null without any. Of more than 20,000 to within 2 %. */
  durations: { p50: number | null; p95: number | null }
  /** Videos an hour, over what has passed of the period. */
  throughput: { perHour: number }
  /** null in a period without today. */
  queue: QueueState | null
}

/** Ended jobs and money of some days. */
export interface PeriodSums {
  from: string
  to: string
  completed: number
  failed: number
  cancelled: number
  costMicros: number
  perVideoMicros: number | null
  wasteMicros: number
}

/** A job among the dearest or slowest. */
export interface PeakJob {
  jobId: string
  productId: string
  productName: string | null
  status: JobStatus
  costMicros: number
  /** From start to end; null where it never started. */
  seconds: number | null
  errorCode: string | null
}

/** The money of this month, if the days that come are like the last ones. */
export interface Forecast {
  month: string
  spentMicros: number
  /** The mean of the last whole days, at most seven. */
  perDayMicros: number
  /** After today. */
  daysLeft: number
  expectedMicros: number
  /** Spent, and every day's limit used up: the expected never passes it. */
  mostMicros: number
}

export interface ReportResult {
  period: { name: 'day' | 'week' | 'month' | 'range'; from: string; to: string; timezone: string }
  kind: 'rehearsal' | 'live'
  totals: {
    jobs: number
    completed: number
    failed: number
    cancelled: number
    open: number
    costMicros: number
    perVideoMicros: number | null
    /** Paid for jobs that have no video. */
    wasteMicros: number
  }
  /** A row a batch with work or cost in the period. */
  rows: {
    batchId: string
    source: string
    jobs: number
    completed: number
    failed: number
    costMicros: number
    perVideoMicros: number | null
  }[]
  byProvider: { provider: string; service: string; calls: number; costMicros: number }[]
  /** Calls and their seconds; those of more than one provider together. */
  byStep: {
    step: string
    calls: number
    costMicros: number
    p50: number | null
    p95: number | null
  }[]
  /** Ended jobs; '(none)' is no category. The dearest first. */
  byCategory: {
    category: string
    completed: number
    failed: number
    cancelled: number
    costMicros: number
    perVideoMicros: number | null
  }[]
  byDay: DayRow[]
  /** Days before a short period, so that charts show at least 14. */
  earlier: DayRow[]
  /** What has passed of the period, and as many days before it; of a week the same weekdays. */
  trend: { now: PeriodSums; before: PeriodSums }
  /** `jobId` is the latest of them. */
  failures: { code: string; message: string; jobs: number; jobId: string | null }[]
  dearest: PeakJob[]
  slowest: PeakJob[]
  durations: StatsResult['durations']
  throughput: StatsResult['throughput']
  /** null in a period without today. */
  forecast: Forecast | null
  limit: LimitState
  warnings: string[]
}

export interface RetryResult {
  dryRun: boolean
  matched: number
  requeued: number
  deferred: number
  trimmed: number
  skipped: Record<string, number>
  estimateMicros: number
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

/** What was moved from another home, or would be. */
export interface ImportResult {
  dryRun: boolean
  from: string
  /** Rows of each table of that home. */
  rows: Record<
    | 'product'
    | 'batch'
    | 'videoGenerationJob'
    | 'providerCall'
    | 'step'
    | 'ledgerEntry'
    | 'dailyUsage'
    | 'hold'
    | 'jobEvent'
    | 'notification',
    number
  >
  /** Files and objects: copied, there already, or gone (frames that somebody deleted). */
  objects: { copied: number; present: number; missing: number }
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

export interface ExportRow {
  productId: string
  jobId: string | null
  status: JobStatus | null
  videoUrl: string | null
  posterUrl: string | null
  costMicros: number
  errorCode: string | null
  error: string | null
  updatedAt: string
}

export interface HoldsResult {
  holds: HoldInfo[]
  ended: HoldInfo[]
}

export interface DoctorFinding {
  check: string
  level: 'ok' | 'warning' | 'error'
  message: string
  hint: string | null
}

/** The video that `doctor --live --spend` made. */
export interface DoctorVideo {
  jobId: string
  productId: string
  status: JobStatus
  videoUrl: string | null
  costMicros: number
  estimateMicros: number
  error: ErrorInfo | null
}

export interface DoctorResult {
  findings: DoctorFinding[]
  healthy: boolean
  /** With `--spend`. */
  video?: DoctorVideo
}

export interface LocalStatus {
  home: string
  redis: {
    running: boolean
    pid: number | null
    socket: string
    version: string | null
    usedBytes: number | null
  }
  database: { file: string; sizeBytes: number | null }
  storage: { folder: string | null }
}

export interface SettingInfo {
  name: string
  value: string | null
  source: 'flag' | 'environment' | '.env' | 'default'
  secret: boolean
  description: string
}
