import type { JobStatus, StepName } from '../generated/sqlite/enums.ts'

/** A worker may have these in hand. */
export const RUNNING: JobStatus[] = ['GENERATING_IMAGES', 'GENERATING_VIDEO', 'UPLOADING']
/** What a delivery may start or go on with. */
export const RUNNABLE: JobStatus[] = ['QUEUED', 'RETRYING', ...RUNNING]
/** Nothing more happens by itself. */
export const ENDED: JobStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED']
/** The product is being worked on. */
export const ACTIVE: JobStatus[] = ['DEFERRED', 'AWAITING_APPROVAL', ...RUNNABLE]

/** The status a job has while it works on a step. */
export const STATUS_OF_STEP: Record<StepName, JobStatus> = {
  START_FRAME: 'GENERATING_IMAGES',
  END_FRAME: 'GENERATING_IMAGES',
  VIDEO: 'GENERATING_VIDEO',
  UPLOAD: 'UPLOADING',
  PUBLISH: 'UPLOADING',
}

/** How far a job is, in percent, when it begins a step. */
export const PROGRESS_OF_STEP: Record<StepName, number> = {
  START_FRAME: 5,
  END_FRAME: 20,
  VIDEO: 35,
  UPLOAD: 85,
  PUBLISH: 95,
}
