import { z } from 'zod'
import { CallOutcome } from '../../generated/sqlite/enums.ts'
import { count, instant, jobStatus, micros, nextCursor, stepName } from './common.ts'

export const errorInfo = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
})

const callInfo = z.object({
  id: z.string(),
  seq: z.int(),
  service: z.string(),
  provider: z.string(),
  endpoint: z.string(),
  model: z.string(),
  prompt: z.string(),
  seed: z.int(),
  outcome: z.enum(CallOutcome),
  requestId: z.string().nullable(),
  costMicros: micros.nullable(),
  costSource: z.string().nullable(),
  createdAt: instant,
  endedAt: instant.nullable(),
})

const stepInfo = z.object({
  step: stepName,
  state: z.enum(['done', 'removed', 'open', 'waiting']),
  artefactKey: z.string().nullable(),
  sizeBytes: count.nullable(),
  doneAt: instant.nullable(),
  calls: z.array(callInfo),
})

const eventInfo = z.object({
  at: instant,
  type: z.string(),
  from: jobStatus.nullable(),
  to: jobStatus.nullable(),
  attempt: z.int(),
  actor: z.string(),
  details: z.unknown(),
})

const address = z.string().nullable().describe('Opens from a browser that is signed in')

/** A job as lists show it. */
export const job = z.object({
  id: z.string(),
  productId: z.string(),
  productName: z.string().nullable(),
  batchId: z.string(),
  status: jobStatus,
  progress: z.int().min(0).max(100),
  step: stepName.nullable(),
  attempt: z.int(),
  maxAttempts: z.int(),
  crashes: z.int(),
  estimateMicros: micros,
  costMicros: micros,
  videoUrl: address,
  posterUrl: address,
  error: errorInfo.nullable(),
  queuedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  nextRunAt: instant.nullable(),
  worker: z.string().nullable(),
  unpublishedAt: instant.optional().describe('Only where its video was taken from the product'),
  awaits: z
    .object({
      approval: z.enum(['cost', 'price', 'video']),
      costMicros: micros,
      until: instant.nullable(),
    })
    .optional()
    .describe('Only while it waits for an approval'),
})

export const jobPage = z.object({ jobs: z.array(job), nextCursor })

const jobAction = z.enum(['retry', 'cancel', 'approve', 'adopt'])

/** One job with all that is known of it. */
export const jobDetails = job.extend({
  steps: z.array(stepInfo),
  events: z.array(eventInfo),
  options: z.object({
    durationS: z.number(),
    resolution: z.string(),
    seed: z.int(),
    fresh: z.boolean(),
  }),
  input: z.object({
    modelType: z.enum(['female', 'male']),
    category: z.string().nullable(),
    prompt: z.string().nullable(),
  }),
  cancelRequested: z.boolean(),
  media: z.object({
    picture: address,
    startFrame: address,
    endFrame: address,
    video: address,
    poster: address,
  }),
  actions: z.array(jobAction).describe('What its state allows now'),
})

/** Who set a limit in place of the settings, and why. */
export const limitException = z
  .object({
    by: z.string(),
    reason: z.string(),
    at: instant,
    settings: z.int().nullable().describe('The limit without it; null: none'),
  })
  .nullable()

export const limitState = z.object({
  day: z.string(),
  timezone: z.string(),
  jobs: z.object({ used: z.int(), limit: z.int() }),
  micros: z.object({ used: micros, limit: micros }),
  all: z
    .array(
      z.object({
        period: z.string().describe('A day or a month'),
        span: z.enum(['day', 'month']),
        provider: z.string().nullable().describe('null: all of them together'),
        unit: z.enum(['jobs', 'micros']),
        used: z.int(),
        limit: z.int(),
        exception: limitException.describe(
          'Set by a person (`vidgen limit`) in place of the settings',
        ),
      }),
    )
    .describe('Every limit in force, the tightest first'),
})

const costRange = { lowMicros: micros, likelyMicros: micros, highMicros: micros }

/** What the cost will probably come to. */
export const estimate = z
  .object({
    ...costRange,
    free: z.boolean().describe('Offline services: nobody is paid'),
    byProvider: z.array(
      z.object({
        provider: z.string(),
        ...costRange,
        basis: z
          .enum(['history', 'prices', 'both'])
          .describe('What such videos cost lately, the price table where few are known, or both'),
        videos: count.describe('Finished videos that it is concluded from'),
        free: z.boolean(),
      }),
    ),
  })
  .nullable()
  .describe('19 times of 20 between low and high; null where nothing, or only a part, was planned')

export const statusCounts = z.partialRecord(jobStatus, count)

const skipped = z.record(z.string(), count).describe('How many were left as they are, by reason')

export const retryResult = z.object({
  dryRun: z.boolean(),
  matched: count,
  requeued: count,
  deferred: count,
  trimmed: count,
  awaitingApproval: count.describe('Wait for an approval that they never had'),
  skipped,
  estimateMicros: micros,
  estimate,
  undispatched: count,
  limit: limitState,
})

export const approveResult = z.object({
  dryRun: z.boolean(),
  decision: z.enum(['approve', 'reject']),
  matched: count,
  queued: count,
  deferred: count,
  published: count,
  trimmed: count,
  rejected: count,
  skipped,
  estimateMicros: micros.describe('What the approved may still spend'),
  estimate,
  releasedMicros: micros,
  undispatched: count,
  limit: limitState,
})

export const cancelResult = z.object({
  dryRun: z.boolean(),
  matched: count,
  cancelled: count,
  finishing: count,
  skipped,
  releasedMicros: micros,
})

export const adoptResult = z.object({
  jobId: z.string(),
  productId: z.string(),
  step: stepName,
  provider: z.string(),
  requestId: z.string(),
  state: z.enum(['rendering', 'succeeded', 'failed', 'cancelled']),
  undispatched: count,
})
