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
export const holdsAnswer = holdsResult.extend({
  scopes: z.array(z.string()).describe('What may be paused: `all`, and the providers in use'),
})

const alerts = z
  .object({
    waiting: count,
    channels: z.array(
      z.object({
        channel: z.string(),
        waiting: count,
        failures: count.describe('Tries that failed since it last took something'),
        failingSince: instant.nullable(),
        error: errorInfo.nullable(),
      }),
    ),
  })
  .describe('What is to be told and was not taken yet')

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
  alerts,
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
