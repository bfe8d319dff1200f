/** What the API answers: the types of the schemas that it is checked with. */
import type { z } from 'zod'
import type { session } from '../server/schemas/accounts.ts'
import type { problem } from '../server/schemas/common.ts'
import type { job, jobAction, jobDetails, limitState } from '../server/schemas/jobs.ts'
import type { overview, product, report } from '../server/schemas/looking.ts'
import type { queued } from '../server/schemas/queue.ts'

export type Session = z.infer<typeof session>
export type Problem = z.infer<typeof problem>
export type Job = z.infer<typeof job>
export type JobDetails = z.infer<typeof jobDetails>
export type JobStatus = Job['status']
export type StepName = NonNullable<Job['step']>
export type JobAction = z.infer<typeof jobAction>
export type LimitState = z.infer<typeof limitState>
export type Product = z.infer<typeof product>
export type Overview = z.infer<typeof overview>
export type Report = z.infer<typeof report>
export type Queued = z.infer<typeof queued>

/** The event `job` of the stream, as far as the pages look at it. */
export interface JobNews {
  jobId: string
  productId: string
  status: JobStatus
  progress: number
  step: StepName | null
  costMicros?: number
}

/** The event `summary`. */
export type Summary = Pick<Overview, 'counts' | 'holds' | 'limit'>
