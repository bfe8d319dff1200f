/** Approving: a person's word that a job may go on, or the word that it may not. */
import { z } from 'zod'
import { agreedTo } from '../agreed.ts'
import { defineRoute } from '../route.ts'
import { mostMicros, onLimit, wholeId } from '../schemas/common.ts'
import { approveResult } from '../schemas/jobs.ts'
import { accepted, given, named } from './job-changes.ts'

const approveOne = defineRoute({
  method: 'POST',
  path: '/api/admin/video-generation/{jobId}/approve',
  who: 'operator',
  tag: 'Jobs',
  summary: 'Let a job go on that waits for a person, or reject it',
  params: z.object({ jobId: wholeId }),
  body: z.strictObject({
    dryRun: z.boolean().optional().describe('Only what it would do'),
    reject: z.boolean().optional().describe('The answer is no: the job is cancelled'),
    reason: z.string().min(1).max(1_000).optional(),
    onLimit: onLimit.optional(),
    mostMicros,
  }),
  bodyOptional: true,
  answers: {
    200: { description: 'With dryRun: what it would do', schema: approveResult },
    202: { description: 'Approved, or rejected', schema: approveResult },
  },
  async answer({ vidgen, params, body }) {
    const job = named(params.jobId)
    const result = await agreedTo((wishes) => vidgen.jobs.approve(job, wishes), given(body))
    return accepted(result, params.jobId)
  },
})

export const approvalRoutes = [approveOne]
