/** Retrying, cancelling, adopting: one job, or a selection of them. */
import { z } from 'zod'
import { VidgenError } from '../../errors.ts'
import { everyJob, isEmptySelection, type Selection } from '../../jobs/selection.ts'
import type { ApproveResult, CancelResult, RetryResult } from '../../results.ts'
import { requestFaults } from '../../text/faults.ts'
import { agreedTo } from '../agreed.ts'
import { BadRequest } from '../problem.ts'
import { defineRoute, json } from '../route.ts'
import { jobStatus, moment, mostMicros, onLimit, productId, wholeId } from '../schemas/common.ts'
import { adoptResult, cancelResult, retryResult } from '../schemas/jobs.ts'

const tag = 'Jobs'
const path = '/api/admin/video-generation'
const oneJob = z.object({ jobId: wholeId })
const dryRun = z.boolean().optional().describe('Only what it would do')
const MOST_NAMED = 10_000

const selection = z
  .strictObject({
    jobs: z.array(wholeId).max(MOST_NAMED).optional(),
    batch: wholeId.optional(),
    products: z.array(productId).max(MOST_NAMED).optional(),
    statuses: z.array(jobStatus).optional(),
    error: z.string().max(100).optional(),
    since: moment.optional(),
    limit: z.int().min(1).optional(),
  })
  .describe('Several narrow the choice, values of one widen it; must narrow something')

const retryWishes = {
  dryRun,
  mostMicros,
  onLimit: onLimit.optional(),
  confirmed: z
    .enum(['paid', 'unpaid'])
    .optional()
    .describe('What a person found out about calls whose outcome is unknown'),
}

const RETRIED = {
  200: { description: 'With dryRun: what it would do', schema: retryResult },
  202: { description: 'Queued again', schema: retryResult },
}
const CANCELLED = {
  200: { description: 'With dryRun: what it would do', schema: cancelResult },
  202: { description: 'Cancelled, or asked to end before the next purchase', schema: cancelResult },
}

const retryOne = defineRoute({
  method: 'POST',
  path: `${path}/{jobId}/retry`,
  who: 'operator',
  tag,
  summary: 'Run a job again; what was bought is kept',
  params: oneJob,
  body: z.strictObject(retryWishes),
  bodyOptional: true,
  answers: RETRIED,
  async answer({ vidgen, params, body }) {
    const job = named(params.jobId)
    const result = await agreedTo((wishes) => vidgen.jobs.retry(job, wishes), given(body))
    return accepted(result, params.jobId)
  },
})

const cancelOne = defineRoute({
  method: 'POST',
  path: `${path}/{jobId}/cancel`,
  who: 'operator',
  tag,
  summary: 'Stop a job before its next purchase',
  params: oneJob,
  body: z.strictObject({ dryRun }),
  bodyOptional: true,
  answers: CANCELLED,
  async answer({ vidgen, params, body }) {
    const result = await vidgen.jobs.cancel(named(params.jobId), given(body))
    return accepted(result, params.jobId)
  },
})

const adopt = defineRoute({
  method: 'POST',
  path: `${path}/{jobId}/adopt`,
  who: 'operator',
  tag,
  summary: 'Attach a result that was bought to a job in review',
  params: oneJob,
  body: z.strictObject({ requestId: z.string().min(1).max(300) }),
  answers: { 202: { description: 'The job goes on with it', schema: adoptResult } },
  async answer({ vidgen, params, body }) {
    const { requestId } = body
    return json(202, await vidgen.jobs.adopt({ job: params.jobId, requestId }))
  },
})

const retryMany = defineRoute({
  method: 'POST',
  path: `${path}/retry`,
  who: 'operator',
  tag,
  summary: 'Run a selection of jobs again',
  body: z.strictObject({ selection, ...retryWishes }),
  answers: RETRIED,
  async answer({ vidgen, body }) {
    const { selection, ...asked } = body
    const jobs = chosen(selection)
    return accepted(await agreedTo((wishes) => vidgen.jobs.retry(jobs, wishes), given(asked)), null)
  },
})

const cancelMany = defineRoute({
  method: 'POST',
  path: `${path}/cancel`,
  who: 'operator',
  tag,
  summary: 'Stop a selection of jobs',
  body: z.strictObject({ selection, dryRun }),
  answers: CANCELLED,
  async answer({ vidgen, body }) {
    const { selection, ...wishes } = body
    return accepted(await vidgen.jobs.cancel(chosen(selection), given(wishes)), null)
  },
})

/** The selection of one job by its whole id. */
export function named(jobId: string): Selection {
  return { ...everyJob, jobs: [jobId] }
}

/** Throws API_BAD_REQUEST where nothing is narrowed: every job is nobody's choice. */
function chosen(given: z.infer<typeof selection>): Selection {
  const { jobs = [], products = [], statuses = [], since } = given
  const { batch = null, error = null, limit = null } = given
  const made: Selection = {
    jobs,
    products,
    statuses,
    batch,
    error,
    limit,
    since: since === undefined ? null : new Date(since),
  }
  if (!isEmptySelection(made)) return made
  throw new BadRequest([{ in: 'body', path: 'selection', message: requestFaults.narrowsNothing }])
}

/** Throws API_NOT_NOW where the one job that was named was left as it is. */
export function accepted(
  result: RetryResult | CancelResult | ApproveResult,
  jobId: string | null,
): Response {
  const [reason] = Object.keys(result.skipped)
  if (jobId !== null && reason) throw new VidgenError('API_NOT_NOW', { job: jobId, reason })
  return json(result.dryRun ? 200 : 202, result)
}

/** Without the keys that were not given. */
export function given<T extends object>(values: T) {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

export const jobChangeRoutes = [retryMany, cancelMany, retryOne, cancelOne, adopt]
