import { z } from 'zod'
import { count, jobStatus, micros, mostMicros, onLimit, productId } from './common.ts'
import { estimate, limitState } from './jobs.ts'

/** A product as a row of the CSV would have it. */
const newProduct = z.strictObject({
  productId,
  imageUrl: z.string().max(2_048).optional().describe('https; needed for a new product'),
  name: z.string().max(1_000).optional(),
  modelType: z.string().max(100).optional().describe('`female` (the default) or `male`'),
  category: z.string().max(1_000).optional(),
  prompt: z.string().max(10_000).optional(),
  duration: z.int().optional().describe('Seconds'),
  resolution: z.string().max(100).optional(),
  priority: z.int().optional(),
})

const MOST_PRODUCTS = 10_000

const most = z.int().min(1).max(10_000_000)

/** What waits for a person: every first purchase, every video before it is published. */
export const hold = z.array(z.enum(['cost', 'video'])).max(2)

/** What may be asked of a batch, as the options of `vidgen enqueue`. */
export const queueOptions = z.strictObject({
  dryRun: z.boolean().optional().describe('Only what would be queued, and its cost'),
  onLimit: onLimit.optional(),
  take: most.optional().describe('A pilot: at most this many'),
  perDay: most.optional(),
  hold: hold.optional(),
  first: z.boolean().optional(),
  changed: z.boolean().optional(),
  force: z.boolean().optional(),
  fresh: z.boolean().optional(),
  skipInvalid: z.boolean().optional(),
  columns: z.record(z.string().max(100), z.string().max(300)).optional(),
  encoding: z.string().max(100).optional(),
  name: z.string().min(1).max(200).optional().describe('Names the source'),
  mostMicros,
})

export const queueRequest = z.strictObject({
  products: z
    .array(z.union([productId, newProduct]))
    .min(1)
    .max(MOST_PRODUCTS),
  options: queueOptions.optional(),
})

const rowProblem = z.object({
  line: z.int(),
  column: z.string(),
  value: z.string(),
  code: z.string(),
  message: z.string(),
})

const skippedCounts = z.object({
  active: count,
  completed: count,
  duplicate: count,
  failed: count,
  cancelled: count,
  review: count,
  retired: count,
  changed: count,
})

export const queued = z.object({
  dryRun: z.boolean(),
  refused: z.enum(['invalid', 'limit']).nullable(),
  batchId: z.string().nullable(),
  source: z.string(),
  rows: count,
  valid: count,
  invalid: z.array(rowProblem),
  invalidCount: count,
  queued: count,
  awaitingApproval: count.describe('Queued by nobody until somebody approves'),
  hold: z.array(z.enum(['cost', 'video'])).describe('What waits for a person'),
  deferred: count,
  trimmed: count,
  beyondTake: count,
  undispatched: count,
  skipped: skippedCounts,
  products: z.object({ new: count, known: count, changed: count }),
  byProvider: z
    .array(z.object({ provider: z.string(), estimateMicros: micros }))
    .describe('The estimate by who bills for it'),
  estimateMicros: micros.describe('By the price table: what is reserved'),
  estimate,
  limit: limitState,
  sample: z
    .array(
      z.object({
        line: z.int(),
        productId: z.string(),
        decision: z.string(),
        estimateMicros: micros,
        lowMicros: micros.optional(),
        likelyMicros: micros.optional(),
        highMicros: micros.optional(),
      }),
    )
    .describe('With `dryRun`: the first 1,000 rows'),
  warnings: z.array(z.string()),
  jobs: z
    .array(z.object({ id: z.string(), productId: z.string(), status: jobStatus }))
    .describe('The first 1,000'),
  jobsUrl: z.string().nullable(),
})
