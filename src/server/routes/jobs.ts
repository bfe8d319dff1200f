/** Jobs: lists and one with all that is known of it. */
import { z } from 'zod'
import { mediaUrl, pictureAddress, withOpenUrls } from '../addresses.ts'
import { actionsOf } from '../job-actions.ts'
import type { JobDetails } from '../../results.ts'
import { defineRoute, json } from '../route.ts'
import { jobStatus, moment, paging, productId, wholeId } from '../schemas/common.ts'
import { jobDetails, jobPage } from '../schemas/jobs.ts'

const tag = 'Jobs'
const path = '/api/admin/video-generation'

/** What narrows a list of jobs. */
export const jobFilter = {
  status: z.array(jobStatus).optional(),
  product: z.array(productId).max(500).optional(),
  batch: wholeId.optional(),
  error: z.string().max(100).optional().describe('An error code'),
  since: moment.optional().describe('Queued at or after it'),
}

const list = defineRoute({
  method: 'GET',
  path,
  who: 'viewer',
  tag,
  summary: 'Jobs, the newest first',
  query: z.strictObject({ ...jobFilter, ...paging }),
  answers: { 200: { description: 'A page', schema: jobPage } },
  async answer({ vidgen, query }) {
    const { status: statuses, product: products, batch, error, since, ...options } = query
    const from = since === undefined ? undefined : new Date(since)
    const filter = { statuses, products, batch, error, since: from }
    const page = await vidgen.reports.jobs(filter, options)
    return json(200, { ...page, jobs: page.jobs.map(withOpenUrls) })
  },
})

const one = defineRoute({
  method: 'GET',
  path: `${path}/{jobId}`,
  who: 'viewer',
  tag,
  summary: 'One job with all that is known of it',
  params: z.object({ jobId: wholeId }),
  answers: {
    200: { description: 'The job; with an ETag', schema: jobDetails },
    304: { description: 'It is as If-None-Match has it' },
  },
  async answer({ house, request, params }) {
    const { etag, body } = await house.jobs.read(params.jobId)
    const headers = { etag, 'cache-control': 'no-cache' }
    if (request.headers.get('if-none-match') === etag)
      return new Response(null, { status: 304, headers })
    return new Response(body, { headers: { ...headers, 'content-type': 'application/json' } })
  },
})

/** A job as the API tells it. */
export function jobAnswer(details: JobDetails) {
  const job = withOpenUrls(details)
  const { id, videoUrl, posterUrl, steps } = job
  const { imageUrl, ...input } = job.input
  const has = (step: string) => steps.some((each) => each.step === step && each.state === 'done')
  const frame = (step: string, name: 'start-frame' | 'end-frame') =>
    has(step) ? mediaUrl(id, name) : null
  return {
    ...job,
    input,
    media: {
      picture: pictureAddress(imageUrl, mediaUrl(id, 'picture')),
      startFrame: frame('START_FRAME', 'start-frame'),
      endFrame: frame('END_FRAME', 'end-frame'),
      video: videoUrl ?? (has('UPLOAD') ? mediaUrl(id, 'video') : null),
      poster: posterUrl ?? (has('UPLOAD') ? mediaUrl(id, 'poster') : null),
    },
    actions: actionsOf(job),
  }
}

export const jobRoutes = [list, one]
