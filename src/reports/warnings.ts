import { reportWarnings as say } from '../text/reports.ts'
import type { ReportContext } from './context.ts'
import { readHolds } from './holds.ts'
import type { Spent } from './spent.ts'

/** What a reader of the report must know about its numbers. */
export async function readWarnings(context: ReportContext, { possible }: Spent): Promise<string[]> {
  const { db, kind } = context
  const review = await db.videoGenerationJob.count({ where: { status: 'NEEDS_REVIEW' } })
  const awaiting = await db.videoGenerationJob.count({ where: { status: 'AWAITING_APPROVAL' } })
  const holds = await readHolds(context)
  return [
    ...(kind === 'rehearsal' ? [say.rehearsal()] : []),
    ...(possible.calls > 0 ? [say.possible(possible)] : []),
    ...(review > 0 ? [say.review({ jobs: review })] : []),
    ...(awaiting > 0 ? [say.awaiting({ jobs: awaiting })] : []),
    ...(holds.length > 0 ? [say.held()] : []),
  ]
}
