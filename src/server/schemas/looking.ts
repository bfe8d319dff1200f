import { z } from 'zod'
import { count, instant, jobStatus, micros, nextCursor } from './common.ts'
import { errorInfo, job, limitState, statusCounts } from './jobs.ts'

const holdInfo = z.object({
  id: z.string(),
  scope: z.string().describe('`all` or a provider'),
  code: z.string(),
  reason: z.string(),
  by: z.string(),
  since: instant,
})

export const holdsResult = z.object({ holds: z.array(holdInfo), ended: z.array(holdInfo) })

export const batch = z.object({
  id: z.string(),
  state: z.enum(['LOADING', 'READY', 'ABORTED']),
  source: z.string(),
  actor: z.string(),
  createdAt: instant,
  jobs: statusCounts,
  total: count,
  estimateMicros: micros,
  costMicros: micros,
})

export const batchPage = z.object({ batches: z.array(batch), nextCursor })

export const overview = z.object({
  kind: z.enum(['rehearsal', 'live']),
  holds: z.array(holdInfo),
  waits: z
    .array(z.object({ provider: z.string(), until: instant, code: z.string() }))
    .describe('Providers that nobody asks for anything new before a time'),
  limit: limitState,
  counts: statusCounts,
  batches: z.array(batch),
  jobs: z.array(job),
  more: count,
})

const opens = z.string().nullable().describe('Opens from a browser that is signed in')

export const product = z.object({
  id: z.string(),
  name: z.string().nullable(),
  modelType: z.enum(['female', 'male']),
  category: z.string().nullable(),
  pictureUrl: opens,
  videoUrl: opens,
  posterUrl: opens,
  retiredAt: instant.nullable(),
  updatedAt: instant,
  job: z
    .object({
      id: z.string(),
      status: jobStatus,
      progress: z.int(),
      costMicros: micros,
      error: errorInfo.nullable(),
      queuedAt: instant,
      finishedAt: instant.nullable(),
    })
    .nullable()
    .describe('The newest'),
})

export const productPage = z.object({ products: z.array(product), nextCursor })
export const productDetails = product.extend({ jobs: z.array(job) })

const byProvider = z.array(
  z.object({ provider: z.string(), service: z.string(), calls: count, costMicros: micros }),
)
const perVideo = micros.nullable().describe('null without a video')

export const statsBy = z.enum(['day', 'service', 'provider', 'step', 'status'])

export const stats = z.object({
  from: z.string(),
  to: z.string(),
  timezone: z.string(),
  jobs: statusCounts.and(z.object({ total: count })),
  costMicros: micros,
  estimateMicros: micros,
  perVideoMicros: perVideo,
  byProvider,
  by: statsBy.optional(),
  groups: z.array(z.object({ key: z.string(), jobs: count, costMicros: micros })).optional(),
  limit: limitState,
  durations: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
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
    completed: count,
    failed: count,
    cancelled: count,
    open: count,
    costMicros: micros,
    perVideoMicros: perVideo,
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
      perVideoMicros: perVideo,
    }),
  ),
  byProvider,
  byDay: z.array(
    z.object({ day: z.string(), completed: count, failed: count, costMicros: micros }),
  ),
  failures: z.array(z.object({ code: z.string(), message: z.string(), jobs: count })),
  limit: limitState,
  warnings: z.array(z.string()),
})
