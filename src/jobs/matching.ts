import type { Db } from '../db/client.ts'
import type { VideoGenerationJob } from '../generated/sqlite/client.ts'
import { type Selection, selectionParts, selectionWhere } from './selection.ts'

const PAGE = 200

/**
 * The jobs of a selection, oldest first, in pages. A job that a page's work changed is not met
 * again. Throws JOB_NOT_FOUND, JOB_AMBIGUOUS, BATCH_NOT_FOUND, BATCH_AMBIGUOUS.
 */
export async function* matchingJobs(
  db: Db,
  selection: Selection,
): AsyncGenerator<VideoGenerationJob[]> {
  let left = selection.limit ?? Infinity
  for (const part of selectionParts(selection)) {
    const where = await selectionWhere(db, part)
    let after = ''
    while (left > 0) {
      const jobs = await db.videoGenerationJob.findMany({
        where: { AND: [where, { id: { gt: after } }] },
        orderBy: { id: 'asc' },
        take: Math.min(PAGE, left),
      })
      if (jobs.length === 0) break
      after = jobs.at(-1)!.id
      left -= jobs.length
      yield jobs
    }
  }
}
