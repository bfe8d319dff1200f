/** Counts of what is to be bought for some jobs, as estimates are made from. */
import type { Db } from '../db/client.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import type { Alike } from '../money/estimate.ts'

/** What is still to be bought for one job. */
export type Buys = Omit<Alike, 'videos'>

/** Adds a job to those that are to be bought alike. */
export function countAlike(kinds: Map<string, Alike>, { options, done }: Buys): void {
  const { durationS, resolution } = options
  const key = JSON.stringify([durationS, resolution, done])
  const kind = kinds.get(key) ?? { options: { durationS, resolution }, done, videos: 0 }
  kinds.set(key, { ...kind, videos: kind.videos + 1 })
}

/** The steps of each job of a page that are done and kept. */
export async function stepsDone(
  db: Pick<Db, 'step'>,
  jobs: readonly { id: string }[],
): Promise<Map<string, StepName[]>> {
  const rows = await db.step.findMany({
    where: { jobId: { in: jobs.map(({ id }) => id) }, removedAt: null },
    select: { jobId: true, step: true },
  })
  return new Map(
    Object.entries(Object.groupBy(rows, ({ jobId }) => jobId)).map(([jobId, steps]) => [
      jobId,
      steps!.map(({ step }) => step).toSorted(),
    ]),
  )
}
