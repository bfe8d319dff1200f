/** What the API answers: the types of the schemas that it is checked with. */
import type { z } from 'zod'
import type { auditPage, newToken, session, token, user } from '../server/schemas/accounts.ts'
import type { problem } from '../server/schemas/common.ts'
import type {
  approveResult,
  job,
  jobDetails,
  limitState,
  retryResult,
} from '../server/schemas/jobs.ts'
import type { limitsAnswer } from '../server/schemas/limits.ts'
import type { holdsAnswer, overview, product } from '../server/schemas/looking.ts'
import type { report } from '../server/schemas/reports.ts'
import type { queued } from '../server/schemas/queue.ts'

export type Session = z.infer<typeof session>
export type Problem = z.infer<typeof problem>
export type Job = z.infer<typeof job>
export type JobDetails = z.infer<typeof jobDetails>
export type JobStatus = Job['status']
export type StepName = NonNullable<Job['step']>
export type LimitState = z.infer<typeof limitState>
export type Limits = z.infer<typeof limitsAnswer>
export type Product = z.infer<typeof product>
export type Overview = z.infer<typeof overview>
export type Report = z.infer<typeof report>
export type Queued = z.infer<typeof queued>
/** What a dry run says of a job that would go on. */
export type Planned = z.infer<typeof approveResult> | z.infer<typeof retryResult>

export type Holds = z.infer<typeof holdsAnswer>
export type User = z.infer<typeof user>
export type Token = z.infer<typeof token>
export type NewToken = z.infer<typeof newToken>
export type AuditEntry = z.infer<typeof auditPage>['entries'][number]
export type Role = Session['role']

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
