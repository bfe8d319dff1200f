import type { Db } from '../db/client.ts'
import type { BatchInfo } from '../results.ts'
import { countsByKey } from './worked.ts'

/** The newest batches of a budget day. */
export async function readBatches(
  db: Db,
  { day, limit }: { day: string; limit: number },
): Promise<BatchInfo[]> {
  const batches = await db.batch.findMany({
    where: { budgetDay: day },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
  const groups = await db.videoGenerationJob.groupBy({
    by: ['batchId', 'status'],
    where: { batchId: { in: batches.map(({ id }) => id) } },
    _count: true,
    _sum: { costMicros: true },
  })
  const counts = countsByKey(
    groups.map(({ batchId, status, _count }) => ({ key: batchId, status, jobs: _count })),
  )
  return batches.map((batch) => {
    const own = groups.filter((group) => group.batchId === batch.id)
    return {
      id: batch.id,
      state: batch.state,
      source: batch.sourceName,
      actor: batch.actor,
      createdAt: batch.createdAt.toISOString(),
      jobs: counts.get(batch.id) ?? {},
      total: own.reduce((sum, { _count }) => sum + _count, 0),
      estimateMicros: Number(batch.estimateMicros),
      costMicros: own.reduce((sum, { _sum }) => sum + Number(_sum.costMicros ?? 0), 0),
    }
  })
}
