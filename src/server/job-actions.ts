import { ENDED } from '../jobs/states.ts'
import type { JobDetails } from '../results.ts'

export type JobAction = 'retry' | 'cancel' | 'adopt' | 'approve'

/** What a job's state allows now; whoever does it may still be refused, for states change. */
export function actionsOf(job: JobDetails): JobAction[] {
  const { status, cancelRequested, steps } = job
  const hasUnknown = steps.some(({ calls }) => calls.some(({ outcome }) => outcome === 'UNKNOWN'))
  if (status === 'FAILED' || status === 'CANCELLED') return ['retry']
  if (status === 'NEEDS_REVIEW') return hasUnknown ? ['retry', 'adopt'] : ['retry', 'cancel']
  if (status === 'AWAITING_APPROVAL') return ['approve', 'cancel']
  return ENDED.includes(status) || cancelRequested ? [] : ['cancel']
}
