/** What is going on: jobs, batches, pauses, alerts. */
import type { BatchState, CallOutcome, JobStatus, StepName } from '../generated/sqlite/enums.ts'
import type { ErrorInfo } from './common.ts'
import type { ApprovalKind } from './jobs.ts'
import type { LimitState } from './limits.ts'

export interface HoldInfo {
  id: string
  scope: string
  code: string
  reason: string
  by: string
  since: string
}

/** A provider that nobody asks for anything new before a certain time. */
export interface WaitInfo {
  provider: string
  until: string
  /** Why, as an error code. */
  code: string
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
  /** `removed`: it was done, and cleanup took what it left away. */
  state: 'done' | 'open' | 'waiting' | 'removed'
  artefactKey: string | null
  sizeBytes: number | null
  doneAt: string | null
  calls: CallInfo[]
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
  /** Only where its video was taken from the product. */
  unpublishedAt?: string
  /** Only while it waits for an approval; `costMicros` is what that lets it spend, `until` when the wait ends by itself. */
  awaits?: { approval: ApprovalKind; costMicros: number; until: string | null }
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

/** The outbox: alerts that are not sent yet, by where they are to go. */
export interface AlertsInfo {
  waiting: number
  /** Channels that something waits for, or that failed last. */
  channels: {
    channel: string
    waiting: number
    /** Tries that failed since it last took something. */
    failures: number
    failingSince: string | null
    error: ErrorInfo | null
  }[]
}

export interface StatusResult {
  kind: 'rehearsal' | 'live'
  holds: HoldInfo[]
  alerts: AlertsInfo
  waits: WaitInfo[]
  limit: LimitState
  counts: Partial<Record<JobStatus, number>>
  batches: BatchInfo[]
  jobs: JobInfo[]
  /** How many more jobs match than are listed. */
  more: number
}

/** A job on a contact sheet, with addresses that open from there; null where there is nothing yet. */
export interface SheetJob extends JobInfo {
  startFrame: string | null
  endFrame: string | null
  video: string | null
}

/** What a contact sheet shows. */
export interface Sheet {
  kind: 'rehearsal' | 'live'
  timezone: string
  madeAt: string
  /** The batch that was chosen, if one was. */
  batch: Pick<BatchInfo, 'id' | 'source' | 'actor' | 'createdAt'> | null
  counts: Partial<Record<JobStatus, number>>
  costMicros: number
  /** How many jobs are on it, and how many more match. */
  shown: number
  more: number
  /** Width to height of frames and videos, such as 9:16. */
  aspectRatio: string
  /** Where its pictures and videos come from, as a content security policy names it. */
  sources: string[]
  /** When its links stop opening; null where they are permanent. */
  linksUntil: string | null
  /** The jobs, oldest first, read as they are asked for. */
  jobs(): AsyncIterable<SheetJob>
}

/** The contact sheet that `status --html` wrote. */
export interface SheetResult {
  file: string
  jobs: number
  more: number
  linksUntil: string | null
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
  /** The product was retired, or the video of this job was taken from it: it shows an earlier one or none. */
  takenOff: 'retired' | 'unpublished' | null
}
