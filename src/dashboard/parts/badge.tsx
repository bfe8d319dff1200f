/** The state of a job in one word, and how far it is. */
import { text } from '../text.ts'
import type { JobStatus } from '../types.ts'

const TONE: Record<JobStatus, 'good' | 'bad' | 'warn' | 'busy' | 'calm'> = {
  DEFERRED: 'calm',
  AWAITING_APPROVAL: 'warn',
  QUEUED: 'calm',
  GENERATING_IMAGES: 'busy',
  GENERATING_VIDEO: 'busy',
  UPLOADING: 'busy',
  RETRYING: 'warn',
  NEEDS_REVIEW: 'warn',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELLED: 'calm',
}

export const STATUSES = Object.keys(TONE) as JobStatus[]

/** Whether a job in this state is at work. */
export const isBusy = (status: JobStatus): boolean => TONE[status] === 'busy'

/** Whether a product with this newest job may have another. */
export const hasEnded = (status: JobStatus): boolean =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED'

export function Badge({ status }: { status: JobStatus | null }) {
  if (!status) return <span class="badge calm">{text.noVideo}</span>
  return <span class={`badge ${TONE[status]}`}>{text.status[status]}</span>
}

export function Bar({ percent, label }: { percent: number; label: string }) {
  return (
    <progress class="bar" max={100} value={percent} aria-label={label}>
      {text.percent(percent)}
    </progress>
  )
}
