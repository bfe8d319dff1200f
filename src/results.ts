/**
 * What each command answers: the JSON contract, and what `render/` draws. Money is integer
 * micro-dollars, instants are ISO 8601 in UTC, days are calendar days of the budget's time zone.
 */
import type { Role } from './accounts/role.ts'
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

/** Who set a limit otherwise than the settings (`vidgen limit`), and why. */
export interface ExceptionInfo {
  by: string
  reason: string
  at: string
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
  /** Where a person set it: who, why, and what the settings say (null: no limit). */
  exception: (ExceptionInfo & { settings: number | null }) | null
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

/** A row of `vidgen limit`: what is used of a day or month, and the limit if there is one. */
export interface LimitUse extends Omit<LimitInForce, 'used' | 'limit'> {
  reserved: number
  spent: number
  limit: number | null
  left: number | null
}

/** What `vidgen limit` changed, or in a dry run would. */
export interface LimitChange extends Pick<LimitInForce, 'period' | 'span' | 'provider'> {
  /** The exception ended, and the settings hold again. */
  ended: boolean
  /** The limits in force before and after; null: none. */
  limits: { unit: LimitInForce['unit']; from: number | null; to: number | null }[]
}

/** The limits of today and its month, and what `vidgen limit` did to them. */
export interface LimitsResult {
  dryRun: boolean
  day: string
  timezone: string
  /** null: nothing was to be changed. */
  changed: LimitChange | null
  limits: LimitUse[]
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

/** Of what a row would be bought for; without them it costs nothing. */
export interface SampleRow extends Partial<CostRange> {
  line: number
  productId: string
  decision: 'queue' | 'defer' | 'trim' | 'beyond' | keyof SkippedCounts
  /** By the price table, everything bought; 0 where the row is skipped. */
  estimateMicros: number
}

/** Between what amounts a cost will probably be, 19 times of 20; the price table's is within. */
export interface CostRange {
  lowMicros: number
  likelyMicros: number
  highMicros: number
}

/** What one provider will bill. */
export interface ProviderEstimate extends CostRange {
  provider: string
  /** What it rests on: what such videos really cost lately, the price table where few are known, or both. */
  basis: 'history' | 'prices' | 'both'
  /** How many finished videos it is concluded from; 0 with the price table alone. */
  videos: number
  /** Offline: nobody is paid. */
  free: boolean
}

/** What videos will cost that are not bought yet. `estimateMicros` beside it is what is reserved: the price table's. */
export interface Estimate extends CostRange {
  /** Nobody is paid for any of it. */
  free: boolean
  byProvider: ProviderEstimate[]
}

/**
 * What a job may wait for a person to approve: `cost`, its first purchase; `price`, a purchase dearer
 * than was agreed to; `video`, before its product shows it.
 */
export type ApprovalKind = 'cost' | 'price' | 'video'

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
  /** Wait for `vidgen approve` before anything is bought. */
  awaitingApproval: number
  /** What the batch waits for: as asked with `--hold`, or by itself because of what it costs. */
  hold: ('cost' | 'video')[]
  /** Of those trimmed, the ones that `--take` left for another time. */
  beyondTake: number
  /** Committed but not handed to Redis: a worker does that later. */
  undispatched: number
  skipped: SkippedCounts
  products: { new: number; known: number; changed: number }
  estimateMicros: number
  /** The estimate by who bills for it. */
  byProvider: { provider: string; estimateMicros: number }[]
  /** null where nothing is to be bought, or others queued some of it meanwhile. */
  estimate: Estimate | null
  limit: LimitState
  /** With a dry run: the first 1,000 rows, and what would become of each. */
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
  /** Videos an hour, from the first start to the last end of the period's videos. */
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
  /** Spent, and the limits of the days left and of the month used up: the expected never passes it. */
  mostMicros: number
  /** The month's limit, over all providers; null where there is none. */
  limit: MonthLimit | null
}

/** The limit of a month, and how long it lasts. */
export interface MonthLimit {
  micros: number
  /** What is reserved or spent of it. */
  usedMicros: number
  /** The day on which nothing more fits, if the days that come are like the last ones; null: not in this month. */
  reachedOn: string | null
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
  /** With `--notify`. */
  sent?: SentReport
}

export interface RetryResult {
  dryRun: boolean
  matched: number
  requeued: number
  deferred: number
  trimmed: number
  /** Put back to wait for an approval that they never had. */
  awaitingApproval: number
  skipped: Record<string, number>
  estimateMicros: number
  /** Of what is reserved now; null where that is nothing, or not all of it fitted. */
  estimate: Estimate | null
  undispatched: number
  limit: LimitState
}

export interface ApproveResult {
  dryRun: boolean
  decision: 'approve' | 'reject'
  matched: number
  /** Approved: a worker buys for them. */
  queued: number
  /** Approved: they wait for a day with room. */
  deferred: number
  /** Approved: their products show their videos. */
  published: number
  /** Still waiting, because today has no room (`--on-limit trim`). */
  trimmed: number
  rejected: number
  /** Why others were left alone. */
  skipped: Record<string, number>
  /** What the approved may still spend. */
  estimateMicros: number
  /** What they will probably spend of it; null where nothing is bought for them. */
  estimate: Estimate | null
  /** Reserved for the rejected, and free again. */
  releasedMicros: number
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

export interface UnpublishResult {
  dryRun: boolean
  action: 'unpublish' | 'retire' | 'restore'
  /** Chosen: jobs, or products where only those were named. */
  matched: number
  /** Products that show an earlier video again, or with `restore` the one that was taken from them. */
  shown: number
  /** Products that show no video any more. */
  cleared: number
  /** Products that `enqueue` skips from now on. */
  retired: number
  /** Products that it takes again. */
  returned: number
  /** Why others were left alone. */
  skipped: Record<string, number>
  /** What became of each, the first 1,000: the job whose video it showed, and shows now. */
  products: { productId: string; before: string | null; after: string | null }[]
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

/** A person who may sign in to the admin API. */
export interface UserInfo {
  name: string
  role: Role
  createdAt: string
  createdBy: string
  lastSignInAt: string | null
}

export interface UsersResult {
  users: UserInfo[]
}

/** A program's token, without its secret. */
export interface TokenInfo {
  id: string
  name: string
  role: Role
  createdAt: string
  createdBy: string
  expiresAt: string
  lastUsedAt: string | null
}

/** A token that was just made. */
export interface NewToken extends TokenInfo {
  /** What the program sends; told this once. */
  token: string
}

export interface TokensResult {
  tokens: TokenInfo[]
}

/** An entry of the audit log. */
export interface AuditInfo {
  id: number
  at: string
  actor: string
  action: string
  target: string | null
  /** `begun` stays where the process died in between. */
  outcome: 'begun' | 'done' | 'refused' | 'failed'
  code: string | null
  details: unknown
  address: string | null
}

/** One page of a list; `nextCursor` is null on the last. */
export interface Page {
  nextCursor: string | null
}

/** Jobs, the newest first. */
export interface JobPage extends Page {
  jobs: JobInfo[]
}

/** How a job's video is to be. */
export interface JobOptionsInfo {
  durationS: number
  resolution: string
  seed: number
  fresh: boolean
}

/** A job with all that is known of it. */
export interface JobDetails extends JobInfo {
  steps: StepInfo[]
  events: EventInfo[]
  options: JobOptionsInfo
  /** What it was made from, as the product was then. */
  input: {
    imageUrl: string
    modelType: 'female' | 'male'
    category: string | null
    prompt: string | null
  }
  /** Somebody asked to cancel it. */
  cancelRequested: boolean
}

/** The newest job of a product. */
export interface ProductJob {
  id: string
  status: JobStatus
  progress: number
  costMicros: number
  error: ErrorInfo | null
  queuedAt: string
  finishedAt: string | null
}

/** A product of the shop and how its video stands. */
export interface ProductInfo {
  id: string
  name: string | null
  modelType: 'female' | 'male'
  category: string | null
  /** An https address, or `storage:<key>`. */
  imageUrl: string
  videoUrl: string | null
  posterUrl: string | null
  /** The job that made that video. */
  videoJobId: string | null
  retiredAt: string | null
  updatedAt: string
  job: ProductJob | null
}

/** Products in the order of their ids. */
export interface ProductPage extends Page {
  products: ProductInfo[]
}

/** Batches, the newest first. */
export interface BatchPage extends Page {
  batches: BatchInfo[]
}
