/** What each kind of notification knows; `text/` makes sentences of it. */
import type { JobStatus } from '../generated/sqlite/enums.ts'
import type { ApprovalKind, ReportResult } from '../results.ts'

/** Purchases are paused because a provider failed for everybody. */
export interface HoldAlert {
  scope: string
  code: string
  reason: string
  /** Of the code's sentence; older versions wrote the sentence alone. */
  params?: Record<string, string | number>
}

/** So much of a limit is used: reserved or spent. */
export interface LimitAlert {
  /** `2026-11-25`, or another period that has a limit. */
  period: string
  /** '' for all. */
  provider: string
  measure: 'jobs' | 'micros'
  percent: number
  used: number
  limit: number
}

/** Unusually many videos failed. */
export interface FailuresAlert {
  windowMin: number
  failed: number
  ended: number
  /** Of the days before; null where too few videos ended in them. */
  usualPercent: number | null
  /** The most frequent reason. */
  code: string
  params: unknown
}

/** A video costs unusually much. */
export interface CostAlert {
  windowMin: number
  videos: number
  perVideoMicros: number
  usualMicros: number
  /** What is usual: what the videos of the days before cost, or (without enough of them) the estimate. */
  comparedWith: 'days' | 'estimate'
}

/** Nothing is left of a batch that a worker can do. */
export interface BatchAlert {
  batchId: string
  source: string
  actor: string
  jobs: Partial<Record<JobStatus, number>>
  total: number
  costMicros: number
  estimateMicros: number
  queuedAt: string
}

/** A job needs a decision; others of its batch may need the same. */
export interface ReviewAlert {
  jobId: string
  productId: string
  batchId: string
  code: string
  params: unknown
  /** It stays deferred until this is known, and goes on by itself then; absent where a person decides. */
  waits?: 'price'
}

/** Jobs of a batch wait for a person, or did so for too long. */
export interface ApprovalAlert {
  /**
   * `waits`, since the first of them does; `all`, nothing more of the batch is made; `ends`, they are
   * given up within a day; `expired`, they were.
   */
  phase: 'waits' | 'all' | 'ends' | 'expired'
  awaits: ApprovalKind
  batchId: string
  source: string
  actor: string
  /** How many, when it was told. */
  jobs: number
  /** With `ends` and `expired`: how many more of them wait, for which there is more time. */
  later: number
  /** Of the batch, still to be made. */
  making: number
  /** With `cost` the estimate of the jobs, with `price` what their next purchases cost, with `video` what was paid. */
  micros: number
  /** When the first of them is given up. */
  until: string | null
}

/** `vidgen notify test` */
export interface TestAlert {
  by: string
}

/** The data of a notification, by its kind. Kept in the database as JSON. */
export interface AlertData {
  limit: LimitAlert
  failures: FailuresAlert
  cost: CostAlert
  hold: HoldAlert
  batch: BatchAlert
  review: ReviewAlert
  approval: ApprovalAlert
  report: ReportResult
  test: TestAlert
}

export type AlertKind = keyof AlertData

/** What counts as unusual. Percents of 0 look for nothing. */
export interface AlertRules {
  /** Percents of a limit, the lowest first. */
  readonly at: readonly number[]
  /** At least this share of the videos failed. */
  readonly failurePercent: number
  /** A video costs this much more than usual. */
  readonly costPercent: number
  /** Fewer videos than this say nothing. */
  readonly minJobs: number
  readonly windowMs: number
}
