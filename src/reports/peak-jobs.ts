import type { Db } from '../db/client.ts'
import { type Peak, peaks } from '../db/sql/totals/peaks.ts'
import type { PeakJob } from '../results.ts'
import type { Period } from './period.ts'

const MOST = 5

/** The jobs that ended in a period and cost or took the most, the most first. */
export async function readPeakJobs(db: Db, { start, end }: Period, by: Peak): Promise<PeakJob[]> {
  const ids = await peaks(db, by, { start, end, take: MOST })
  const jobs = await db.videoGenerationJob.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      productId: true,
      status: true,
      costMicros: true,
      startedAt: true,
      finishedAt: true,
      errorCode: true,
      product: { select: { name: true } },
    },
  })
  const known = new Map(jobs.map((job) => [job.id, job]))
  return ids.flatMap((id) => {
    const job = known.get(id)
    if (!job) return []
    const { productId, product, status, costMicros, startedAt, finishedAt, errorCode } = job
    const seconds =
      startedAt && finishedAt ? (finishedAt.getTime() - startedAt.getTime()) / 1000 : null
    const about = { productId, productName: product.name, status, errorCode }
    return [{ jobId: id, ...about, costMicros: Number(costMicros), seconds }]
  })
}
