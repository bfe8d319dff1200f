import { JobStatus } from '../generated/sqlite/enums.ts'
import { ENDED } from '../jobs/states.ts'

/** Not over yet, whatever it waits for. */
export const openStatuses: JobStatus[] = Object.values(JobStatus).filter(
  (status) => !ENDED.includes(status),
)
