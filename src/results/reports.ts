/** Counts and money over a period. */
import type { JobStatus } from '../generated/sqlite/enums.ts'
import type { LimitState } from './limits.ts'
import type { SentReport } from './operations.ts'

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
