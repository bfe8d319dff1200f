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

/** One limit that holds, and how much of it is reserved or spent. */
export interface LimitInForce {
  /** The day (`2026-11-23`) or month (`2026-11`). */
  period: string
  span: 'day' | 'month'
  /** null: of all of them together. */
  provider: string | null
  unit: 'jobs' | 'micros'
  used: number
  limit: number
  /** Set by a person in place of the settings (`vidgen limit`). */
  exception: boolean
}

/** The limits as they stood when the command looked. `limit - used` is what is left. */
export interface LimitState {
  day: string
  timezone: string
  /** Of the day, over all providers. */
  jobs: { used: number; limit: number }
  micros: { used: number; limit: number }
  /** All that hold, those of the month and of providers too, the tightest first. */
  all: LimitInForce[]
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
  /** The estimate by who bills for it. */
  byProvider: { provider: string; estimateMicros: number }[]
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
  by?: 'day' | 'service' | 'provider' | 'step' | 'status'
  groups?: StatsRow[]
  limit: LimitState
  /** Seconds from start to end of the jobs completed in the period; null without any. */
  durations: { p50: number | null; p95: number | null }
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
  byDay: { day: string; completed: number; failed: number; costMicros: number }[]
  failures: { code: string; message: string; jobs: number }[]
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

/** One amount of the books that is not what the ledger's entries make of it. */
export interface Discrepancy {
  /**
   * What was compared: the row of a day or month, a batch's or job's reservation, what an ended job
   * holds, a job's cost, a call's.
   */
  check: 'row' | 'batch' | 'job' | 'ended' | 'cost' | 'call'
  batchId: string | null
  jobId: string | null
  callId: string | null
  /** A day, or the month of a row. */
  period: string | null
  /** null: all of them, or what is for none in particular. */
  provider: string | null
  /** Micro-dollars, or slots of jobs. */
  what: 'reservedMicros' | 'spentMicros' | 'reservedJobs' | 'spentJobs' | 'costMicros'
  /** By the entries; null where there are none. */
  ledger: number | null
  /** In the row of the day or month, job or call; null where there is none. */
  found: number | null
  difference: number
}

export interface LedgerResult {
  balanced: boolean
  /** How many of each were held against each other; rows are those of days and months, of providers too. */
  entries: number
  jobs: number
  calls: number
  rows: number
  discrepancyCount: number
  /** The first 1,000. */
  discrepancies: Discrepancy[]
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
    | 'limitException'
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
