/** What tests read of the JSON of answers. */
import type {
  AuditInfo,
  BatchInfo,
  EnqueueResult,
  JobDetails,
  LimitsResult,
  StatusResult,
} from '../../src/results.ts'

/** Of a job, as the API tells it. */
type ToldJob = JobDetails & {
  media: Record<'picture' | 'startFrame' | 'endFrame' | 'video' | 'poster', string | null>
  actions: string[]
}

/**
 * The fields of all answers that tests look into. Which of them an answer has is what is tested: one that
 * it has not is undefined, and the test that reads it fails.
 */
export interface AnswerBody
  extends
    Pick<ToldJob, 'media' | 'actions' | 'events' | 'steps' | 'videoUrl' | 'costMicros'>,
    Pick<
      EnqueueResult,
      'invalid' | 'invalidCount' | 'skipped' | 'estimateMicros' | 'estimate' | 'queued'
    >,
    Pick<StatusResult, 'counts' | 'limit'> {
  /** A state of a job, or the number of a problem. */
  status: string | number
  id: string
  code: string
  detail: string
  hint: string
  instance: string
  /** Of a failed job. */
  error: { code: string; message: string }
  errors: { in: string; path: string; message: string }[]
  batchId: string
  /** An answer that is read for its first has one. */
  jobs: [ToldJob, ...ToldJob[]]
  jobsUrl: string
  products: { id: string; name: string | null }[]
  batches: [BatchInfo, ...BatchInfo[]]
  perVideoMicros: number
  totals: object
  rows: { productId: string }[]
  pictureUrl: string
  nextCursor: string | null
  entries: AuditInfo[]
  /** Of the limits. */
  day: string
  all: LimitsResult['limits']
  limits: LimitsResult['limits']
  providers: string[]
  changed: LimitsResult['changed']
  ended: { scope: string }[]
  csrfToken: string
  expiresAt: string
  token: string
}
