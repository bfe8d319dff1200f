import type { Db, Tx } from '../db/client.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { BatchAlert } from '../notify/alert.ts'
import { raise } from '../notify/outbox.ts'
import { ACTIVE } from './states.ts'

const HAS_ACTIVE_JOBS = Prisma.sql`EXISTS (SELECT 1 FROM "VideoGenerationJob" j
  WHERE j."batchId" = "Batch"."id" AND j."status" IN (${Prisma.join(ACTIVE)}))`

/**
 * Tells of each batch of which nothing is left that a worker can do, once; again only when a retry has
 * put jobs of it back in the meantime. Returns how many.
 */
export async function announceBatches(context: { db: Db; clock: () => Date }): Promise<number> {
  const { db, clock } = context
  const done = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Batch" WHERE "completedAt" IS NULL AND "state" = 'READY' AND NOT ${HAS_ACTIVE_JOBS}
    ORDER BY "id"`
  for (const { id } of done) await db.$transaction((tx) => announce(tx, id, clock()))
  return done.length
}

async function announce(tx: Tx, id: string, at: Date): Promise<void> {
  // Asked again: somebody else may have told, or put jobs back.
  const marked = await tx.$executeRaw`UPDATE "Batch" SET "completedAt" = ${at}
    WHERE "id" = ${id} AND "completedAt" IS NULL AND "state" = 'READY' AND NOT ${HAS_ACTIVE_JOBS}`
  if (marked === 0) return
  const data = await alertOf(tx, id)
  // Another enqueue had all of its products.
  if (data.total === 0) return
  await raise(tx, { kind: 'batch', data, dedupeKey: `batch:${id}:${at.getTime()}`, at })
}

async function alertOf(tx: Tx, id: string): Promise<BatchAlert> {
  const { sourceName, actor, createdAt } = await tx.batch.findUniqueOrThrow({ where: { id } })
  const groups = await tx.videoGenerationJob.groupBy({
    by: ['status'],
    where: { batchId: id },
    _count: true,
    _sum: { costMicros: true, estimateMicros: true },
  })
  const sum = (amount: 'costMicros' | 'estimateMicros') =>
    groups.reduce((total, { _sum }) => total + Number(_sum[amount] ?? 0), 0)
  return {
    batchId: id,
    source: sourceName,
    actor,
    jobs: Object.fromEntries(groups.map(({ status, _count }) => [status, _count])),
    total: groups.reduce((total, { _count }) => total + _count, 0),
    costMicros: sum('costMicros'),
    estimateMicros: sum('estimateMicros'),
    queuedAt: createdAt.toISOString(),
  }
}
