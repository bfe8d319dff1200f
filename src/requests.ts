/** What commands ask of the library, and what a worker tells while it runs. */
import type { Readable } from 'node:stream'
import type { CallOutcome, JobStatus, StepName } from './generated/sqlite/enums.ts'
import type { EnqueueResult, WorkerResult } from './results.ts'
import type { Patience } from './server/patience.ts'

export type OnLimit = 'reject' | 'trim' | 'defer'

export interface EnqueueOptions {
  /** A CSV file, `-` for `stdin`, or products that the database knows. */
  source:
    | {
        csv: string
        columns: Readonly<Record<string, string>>
        encoding?: string
        stdin?: Readable
        /** How the source is called in batches and messages, in the place of the file's name. */
        name?: string
        /** Where the pictures lie that rows name by path; else beside the file, or in the working folder. */
        folder?: string
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
  /** What waits for a person's approval: every first purchase, every video before it is published. */
  hold?: readonly ('cost' | 'video')[]
  rejectsFile?: string
  /** Asked before anything is written; false leaves everything as it was (ENQUEUE_DECLINED). */
  confirm?: (planned: EnqueueResult) => Promise<boolean>
  /** Kept with the batch, for whoever has to find out whether it was made. */
  requestKey?: string
  onProgress?: (progress: {
    stage: 'checking' | 'waiting' | 'planning' | 'loading'
    rows: number
  }) => void
  signal?: AbortSignal
}

export interface ApproveOptions {
  dryRun?: boolean
  /** The answer is no: the jobs are cancelled. */
  reject?: boolean
  /** Why, for those who read the job's history. */
  reason?: string
  /** What becomes of purchases that today has no room for. */
  onLimit?: OnLimit
}

/** Which limit a person sets, and to what; what is left out stays as it is. */
export interface LimitOptions {
  /** Today, or its month. */
  span: 'day' | 'month'
  /** null: of all providers together. */
  provider: string | null
  jobs?: number
  micros?: number
  /** Back to the settings. */
  end?: boolean
  /** Why; it stands in every refusal, and in the audit log. */
  reason: string
  dryRun?: boolean
}

export interface UnpublishOptions {
  /** `retire` also takes a product out of `enqueue`; `restore` undoes either. Else only the video goes. */
  action?: 'unpublish' | 'retire' | 'restore'
  dryRun?: boolean
  /** Why, for those who read the job's history. */
  reason?: string
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
    | 'awaiting-approval'
    | 'review'
    | 'held'
    | 'returned'
    | 'draining'
    | 'queue-lost'
    | 'queue-back'
    | 'problem'
    | 'call'
  jobId?: string
  productId?: string
  step?: StepName
  attempt?: number
  costMicros?: number
  error?: { code: string; params: Record<string, unknown> }
  /** When a retrying job runs again. */
  nextRunAt?: Date
  /** Who was asked last for the step in hand, and what they call the request. */
  provider?: string
  requestId?: string
  /** With `call`: what became known of a paid call. */
  call?: CallNews
}

/** What a run learned of a paid call; `costMicros` is booked once, whoever tells of it. */
export interface CallNews {
  id: string
  provider: string
  requestId: string | null
  outcome: CallOutcome
  costMicros?: number
  error?: { code: string; params: Record<string, unknown> }
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
  /** Where Prometheus finds this worker's numbers; nobody has to sign in there. */
  metrics?: { host: string; port: number }
  /** First abort: drain. */
  signal?: AbortSignal
  /** Stops at once; running jobs are handed back. */
  stopNow?: AbortSignal
  onEvent?: (event: WorkerEvent) => void
  /** Called before each round of the duties, every second while all is well. */
  onRound?: () => void
}

/** A worker that is running. */
export interface WorkerHandle {
  running(): RunningJob[]
  totals(): WorkerResult
  /** Where Prometheus finds its numbers, if it was asked for. */
  metricsUrl?: string
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

/** Where the admin API listens, and whom it trusts. */
export interface ServeOptions {
  /** 127.0.0.1 unless given. */
  host?: string
  /** 4680 unless given; 0 takes any that is free. */
  port?: number
  /** The public address, such as `https://video.shop.example`; needed for another host than loopback. */
  origin?: string
  /** PEM files, where TLS ends here. */
  tls?: { certFile: string; keyFile: string }
  /** The address of a client is the last one of X-Forwarded-For. */
  trustProxy?: boolean
  /** Requests a second of each user or token; 100 unless given. */
  ratePerSecond?: number
  /** How long it waits for whoever asks, where otherwise than `docs/api.md` says. */
  patience?: Partial<Patience>
  /** Time for requests under way once it stops; 10 seconds unless given. */
  shutdownTimeoutMs?: number
  /** Abort: stops. */
  signal?: AbortSignal
  onLine?: (line: ServerLine) => void
}

/** One request in the server's log. Nothing of queries, headers or bodies stands in it. */
export interface ServerLine {
  at: Date
  level: 'info' | 'error'
  /** Names the request, as its answer does. */
  id: string
  method: string
  path: string
  status: number
  ms: number
  actor: string | null
  address: string
  /** What the path names. */
  jobId?: string
  productId?: string
  batchId?: string
  /** Why it was refused or failed. */
  code?: string
  /** What an unexpected error was, with its stack. */
  error?: string
}

/** A server that listens. */
export interface ServerHandle {
  /** Where it listens. */
  url: string
  /** Settled when the last request has ended. */
  finished: Promise<void>
}

/** Which jobs a list is about; what is left out narrows nothing. */
export interface JobFilter {
  statuses?: readonly JobStatus[] | undefined
  products?: readonly string[] | undefined
  batch?: string | undefined
  error?: string | undefined
  /** Queued at or after it. */
  since?: Date | undefined
}

/** Which products a list is about. */
export interface ProductFilter {
  /** Part of the id or the name. */
  query?: string | undefined
  /** Of the newest job; `NONE` for products without one. */
  statuses?: readonly (JobStatus | 'NONE')[] | undefined
}

/** Where a page begins and how long it is, 1 to 200. */
export interface PageOptions {
  limit?: number | undefined
  /** The `nextCursor` of the page before. */
  cursor?: string | undefined
}
