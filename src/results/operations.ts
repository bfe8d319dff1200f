/** The house: ledger, cleanup, recovery, pauses, notifications, doctor, settings. */
import type { JobStatus } from '../generated/sqlite/enums.ts'
import type { ErrorInfo } from './common.ts'
import type { HoldInfo } from './status.ts'

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
    | 'notification'
    | 'notificationChannel'
    | 'notificationDelivery',
    number
  >
  /** Files and objects: copied, there already, or gone (frames that somebody deleted). */
  objects: { copied: number; present: number; missing: number }
}

/** What `cleanup` removed, or would. */
export interface CleanupResult {
  dryRun: boolean
  /** Videos that no product points to, events and notifications older than this. */
  before: string
  /** Frames and raw videos of jobs that ended before this. */
  framesBefore: string
  frames: { objects: number; bytes: number }
  /** Videos and posters. */
  videos: { objects: number; bytes: number }
  /** What checks of the storage left behind. */
  probes: { objects: number; bytes: number }
  /** Uploads in parts and half-written files of writers that are gone. */
  uploads: number
  /** Files in the making, in the home. */
  workFiles: number
  events: number
  notifications: number
  /** Leads of workers that are gone. */
  leads: number
  /** Of the objects above. */
  bytes: number
  /** Objects of jobs that this database does not know: they stay. */
  unknown: { objects: number; bytes: number }
}

/** What `recover` found, and put right. */
export interface RecoverResult {
  dryRun: boolean
  repairs: {
    repair: RepairName
    found: number
    /** As many as were put right; 0 in a dry run. */
    repaired: number
    /** Why it could not be looked at. */
    error: ErrorInfo | null
  }[]
}

/** The repairs of `recover`, in their order. */
export type RepairName =
  | 'leases'
  | 'batches'
  | 'calls'
  | 'reservations'
  | 'stale'
  | 'lost'
  | 'undispatched'
  | 'uploads'
  | 'work-files'
  | 'artefacts'

export interface HoldsResult {
  holds: HoldInfo[]
  ended: HoldInfo[]
}

/** What each channel said to a message that was sent to all of them. */
export interface NotifyResult {
  channels: {
    channel: string
    ok: boolean
    /** `200 ok`; null where it took nothing. */
    answer: string | null
    error: ErrorInfo | null
  }[]
}

/** A report that was sent to the channels. */
export interface SentReport extends NotifyResult {
  /** It was sent earlier that day: only channels that did not have it got it now. */
  sentBefore: boolean
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
