import { JobStatus } from '../generated/sqlite/enums.ts'
import { count } from '../text/money.ts'
import { wordTexts as w } from '../text/words.ts'

/** `24 QUEUED · 1 FAILED`, in the order of a job's life. */
export function countsText(counts: Partial<Record<JobStatus, number>>): string {
  return Object.values(JobStatus)
    .filter((status) => counts[status])
    .map((status) => `${count(counts[status]!)} ${status}`)
    .join(' · ')
}

/** `1 completed, 2 duplicate`: what is not 0. */
export function reasonsText<K extends string>(reasons: Readonly<Record<K, number>>): string {
  return Object.entries<number>(reasons)
    .filter(([, number]) => number > 0)
    .map(([reason, number]) => w.reason({ reason, number }))
    .join(', ')
}
