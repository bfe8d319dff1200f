import type { Readable } from 'node:stream'
import type { Config } from './config/config.ts'
import type { Selection } from './jobs/selection.ts'
import type {
  CancelResult,
  DoctorResult,
  EnqueueResult,
  ExportRow,
  HoldsResult,
  LocalStatus,
  ReportResult,
  RetryResult,
  StatsResult,
  StatusResult,
  WorkerResult,
} from './results.ts'
import type { JobStatus, StepName } from './generated/sqlite/enums.ts'

export type OnLimit = 'reject' | 'trim' | 'defer'

export interface EnqueueOptions {
  /** A CSV file, `-` for `stdin`, or products that the database knows. */
  source:
    | { csv: string; columns: Readonly<Record<string, string>>; encoding?: string; stdin?: Readable }
    | { products: string[] }
  dryRun?: boolean
  onLimit?: OnLimit
  /** A pilot: at most this many jobs. */
  take?: number
  perDay?: number
  first?: boolean
  force?: boolean
  fresh?: boolean
  changed?: boolean
  skipInvalid?: boolean
  rejectsFile?: string
  /** Asked before anything is written; false leaves everything as it was (ENQUEUE_DECLINED). */
  confirm?: (planned: EnqueueResult) => Promise<boolean>
  onProgress?: (progress: { stage: 'checking' | 'planning' | 'loading'; rows: number }) => void
  signal?: AbortSignal
}

/** One thing that happened in a worker. */
export interface WorkerEvent {
  at: Date
  type:
    | 'ready'
    | 'started'
    | 'step'
    | 'completed'
    | 'retrying'
    | 'failed'
    | 'cancelled'
    | 'deferred'
    | 'review'
    | 'held'
    | 'returned'
    | 'draining'
    | 'queue-lost'
    | 'queue-back'
    | 'problem'
  jobId?: string
  productId?: string
  step?: StepName
  attempt?: number
  costMicros?: number
  error?: { code: string; params: Record<string, unknown> }
  /** When a retrying job runs again. */
  nextRunAt?: Date
}

export interface RunningJob {
  jobId: string
  productId: string
  status: JobStatus
  step: StepName | null
  progress: number
  attempt: number
  startedAt: Date
}

export interface WorkerOptions {
  concurrency?: number
  drain?: boolean
  maxJobs?: number
  shutdownTimeoutMs?: number
  /** First abort: drain. */
  signal?: AbortSignal
  /** Stops at once; running jobs are handed back. */
  stopNow?: AbortSignal
  onEvent?: (event: WorkerEvent) => void
}

/** A worker that is running. */
export interface WorkerHandle {
  running(): RunningJob[]
  totals(): WorkerResult
  finished: Promise<WorkerResult>
}

export interface ReportOptions {
  period: 'day' | 'week' | 'month' | 'range'
  /** Calendar days of the budget's time zone, both inclusive; only with `range`. */
  from?: string
  to?: string
}

export interface StatsOptions {
  /** Calendar days of the budget's time zone, both inclusive. */
  from: string
  to: string
  by?: 'day' | 'service' | 'provider' | 'step' | 'status'
}

/** The library behind the commands. Every method may throw VidgenError. */
export interface Vidgen {
  readonly config: Config
  readonly jobs: {
    enqueue(options: EnqueueOptions): Promise<EnqueueResult>
    retry(selection: Selection, options: { dryRun?: boolean; onLimit?: OnLimit }): Promise<RetryResult>
    cancel(selection: Selection, options: { dryRun?: boolean }): Promise<CancelResult>
  }
  readonly worker: { start(options: WorkerOptions): Promise<WorkerHandle> }
  readonly reports: {
    /** null: holds, today's batches, running and recent jobs; else the selected jobs, with steps when few. */
    status(selection: Selection | null): Promise<StatusResult>
    stats(options: StatsOptions): Promise<StatsResult>
    report(options: ReportOptions): Promise<ReportResult>
    /** One row a product, its newest job; `changedSince` keeps what changed at or after it. */
    export(selection: Selection, options: { changedSince?: Date }): AsyncIterable<ExportRow>
  }
  readonly operations: {
    pause(options: { scope: string; reason: string }): Promise<HoldsResult>
    resume(options: { scope: string | null }): Promise<HoldsResult>
    doctor(): Promise<DoctorResult>
    localStatus(): Promise<LocalStatus>
    localStop(): Promise<{ stopped: boolean }>
  }
  close(): Promise<void>
}
