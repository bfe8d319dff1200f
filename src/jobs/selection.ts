import type { JobStatus } from '../generated/sqlite/enums.ts'

/**
 * Which jobs a command is about; what is given narrows (AND), values of one kind widen (OR).
 * An empty selection matches every job: commands that change something must refuse it.
 */
export interface Selection {
  /** Job ids, or unique beginnings or endings of them (at least 4 characters). */
  jobs: string[]
  /** A batch id (or a unique beginning or ending), or `last`. */
  batch: string | null
  products: string[]
  statuses: JobStatus[]
  /** An error code. */
  error: string | null
  /** Jobs queued at or after this instant. */
  since: Date | null
  limit: number | null
}

/** A selection of every job. */
export const everyJob: Selection = {
  jobs: [],
  batch: null,
  products: [],
  statuses: [],
  error: null,
  since: null,
  limit: null,
}

/** Whether nothing was narrowed. */
export function isEmptySelection(selection: Selection): boolean {
  const { jobs, batch, products, statuses, error, since } = selection
  return (
    jobs.length + products.length + statuses.length === 0 &&
    batch === null &&
    error === null &&
    since === null
  )
}
