/** What commands ask of the library, and what a worker tells while it runs. */
import type { Readable } from 'node:stream'
import type { JobStatus, StepName } from './generated/sqlite/enums.ts'
import type { EnqueueResult, WorkerResult } from './results.ts'

export type OnLimit = 'reject' | 'trim' | 'defer'

export interface EnqueueOptions {
  /** A CSV file, `-` for `stdin`, or products that the database knows. */
  source:
    | {
        csv: string
        columns: Readonly<Record<string, string>>
        encoding?: string
        stdin?: Readable
      }
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
  onProgress?: (progress: {
    stage: 'checking' | 'waiting' | 'planning' | 'loading'
    rows: number
  }) => void
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
  /** The day whose day, week or month it is; today unless given. Not with `range`. */
  of?: string
  /** Calendar days of the budget's time zone, both inclusive; only with `range`. */
  from?: string
  to?: string
}

export interface StatsOptions {
  /** Calendar days of the budget's time zone, both inclusive. */
  from: string
  to: string
  by?: 'day' | 'service' | 'provider' | 'step' | 'status' | 'category'
}
