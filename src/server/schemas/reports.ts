/** Numbers of a time: statistics and the cost report. */
import { z } from 'zod'
import { count, jobStatus, micros } from './common.ts'
import { limitState, statusCounts } from './jobs.ts'

const perVideoMicros = micros.nullable().describe('null without a video')
const seconds = z.number().nullable().describe('Seconds')
const durations = z.object({ p50: seconds, p95: seconds })
const throughput = z.object({ perHour: z.number() }).describe('Videos an hour')

const byProvider = z.array(
  z.object({ provider: z.string(), service: z.string(), calls: count, costMicros: micros }),
)

const ended = { completed: count, failed: count, cancelled: count }

const dayRow = z.object({
  day: z.string(),
  ...ended,
  costMicros: micros,
  perVideoMicros,
  wasteMicros: micros.describe('Paid for jobs that have no video'),
  byProvider,
  limit: limitState.pick({ jobs: true, micros: true }).nullable(),
})

const queue = z.object({
  waiting: count,
  running: count,
  deferred: count,
  person: count.describe('In review, or waiting for an approval'),
  perHour: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  daysLeft: z.number().nullable(),
})

export const statsBy = z.enum(['day', 'service', 'provider', 'step', 'status', 'category'])

const statsRow = z.object({
  key: z.string(),
  jobs: count,
  costMicros: micros,
  calls: count.nullable(),
  completed: count.nullable(),
  failed: count.nullable(),
  perVideoMicros,
  p50: seconds,
  p95: seconds,
})

export const stats = z.object({
  from: z.string(),
  to: z.string(),
  timezone: z.string(),
  jobs: statusCounts.and(z.object({ total: count })),
  costMicros: micros,
  estimateMicros: micros,
  perVideoMicros,
  byProvider,
  by: statsBy.optional(),
  groups: z.array(statsRow).optional(),
  byDay: z.array(dayRow),
  limit: limitState,
  durations,
  throughput,
  queue: queue.nullable(),
})

const periodSums = z.object({
  from: z.string(),
  to: z.string(),
  ...ended,
  costMicros: micros,
  perVideoMicros,
  wasteMicros: micros,
})

const peakJobs = z.array(
  z.object({
    jobId: z.string(),
    productId: z.string(),
    productName: z.string().nullable(),
    status: jobStatus,
    costMicros: micros,
    seconds,
    errorCode: z.string().nullable(),
  }),
)

const forecast = z.object({
  month: z.string(),
  spentMicros: micros,
  perDayMicros: micros,
  daysLeft: count,
  expectedMicros: micros,
  mostMicros: micros.describe('Spent, and the limits of days and month used up'),
  limit: z
    .object({
      micros,
      usedMicros: micros,
      reachedOn: z.string().nullable().describe('The day, at this pace; null: not this month'),
    })
    .nullable()
    .describe('Of the month; null where there is none'),
})

export const report = z.object({
  period: z.object({
    name: z.enum(['day', 'week', 'month', 'range']),
    from: z.string(),
    to: z.string(),
    timezone: z.string(),
  }),
  kind: z.enum(['rehearsal', 'live']),
  totals: z.object({
    jobs: count,
    ...ended,
    open: count,
    costMicros: micros,
    perVideoMicros,
    wasteMicros: micros,
  }),
  rows: z.array(
    z.object({
      batchId: z.string(),
      source: z.string(),
      jobs: count,
      completed: count,
      failed: count,
      costMicros: micros,
      perVideoMicros,
    }),
  ),
  byProvider,
  byStep: z.array(
    z.object({
      step: z.string(),
      calls: count,
      costMicros: micros,
      p50: seconds,
      p95: seconds,
    }),
  ),
  byCategory: z.array(
    z.object({ category: z.string(), ...ended, costMicros: micros, perVideoMicros }),
  ),
  byDay: z.array(dayRow),
  earlier: z.array(dayRow).describe('Days before a short period'),
  trend: z.object({ now: periodSums, before: periodSums }),
  failures: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      jobs: count,
      jobId: z.string().nullable(),
    }),
  ),
  dearest: peakJobs,
  slowest: peakJobs,
  durations,
  throughput,
  forecast: forecast.nullable(),
  limit: limitState,
  warnings: z.array(z.string()),
})
