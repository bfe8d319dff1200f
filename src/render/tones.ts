import type { JobStatus } from '../generated/sqlite/enums.ts'
import type { Cell } from './table.ts'
import type { Tone } from './style.ts'

const tones: Partial<Record<JobStatus, Tone>> = {
  COMPLETED: 'green',
  FAILED: 'red',
  CANCELLED: 'dim',
  NEEDS_REVIEW: 'yellow',
  AWAITING_APPROVAL: 'yellow',
  RETRYING: 'yellow',
  GENERATING_IMAGES: 'cyan',
  GENERATING_VIDEO: 'cyan',
  UPLOADING: 'cyan',
}

/** A status in its colour. */
export function statusCell(status: JobStatus): Cell {
  const tone = tones[status]
  return tone ? { text: status, tone } : status
}
