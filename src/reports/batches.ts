import type { Db } from '../db/client.ts'
import type { Batch } from '../generated/sqlite/client.ts'
import { VidgenError } from '../errors.ts'
import type { PageOptions } from '../requests.ts'
import type { BatchInfo, BatchPage } from '../results.ts'
import { pageOf, wanted } from './page.ts'
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
  return await batchInfos(db, batches)
}

/** A page of batches, the newest first. */
export async function readBatchPage(db: Db, options: PageOptions): Promise<BatchPage> {
  const found = await db.batch.findMany({
    where: options.cursor ? { id: { lt: options.cursor } } : {},
    orderBy: { id: 'desc' },
    take: wanted(options),
  })
  const { rows, nextCursor } = pageOf(found, options, (row) => row.id)
  return { batches: await batchInfos(db, rows), nextCursor }
}

/** One batch by its whole id. Throws BATCH_NOT_FOUND. */
export async function readBatch(db: Db, id: string): Promise<BatchInfo> {
  const batch = await db.batch.findUnique({ where: { id } })
  if (!batch) throw new VidgenError('BATCH_NOT_FOUND', { batch: id })
  const [info] = await batchInfos(db, [batch])
  return info!
}

async function batchInfos(db: Db, batches: Batch[]): Promise<BatchInfo[]> {
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
