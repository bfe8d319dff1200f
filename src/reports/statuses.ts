import { JobStatus } from '../generated/sqlite/enums.ts'

/** In these a job is over until somebody retries it. */
export const endedStatuses: JobStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED']
/** In these a worker has it. */
export const runningStatuses: JobStatus[] = ['GENERATING_IMAGES', 'GENERATING_VIDEO', 'UPLOADING']
/** Not over yet, whatever it waits for. */
export const openStatuses: JobStatus[] = Object.values(JobStatus).filter(
  (status) => !endedStatuses.includes(status),
)
