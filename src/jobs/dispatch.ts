/** Hands due jobs to the transport. Losing or repeating a delivery is harmless. */
import { Prisma } from '../generated/sqlite/client.ts'
import type { Db } from '../db/client.ts'
import { jsonRows } from '../db/dialect.ts'
import type { Delivery, Dispatcher } from './dispatcher.ts'
import { ALL } from './holds.ts'
import { RUNNING } from './states.ts'

/** Deliveries that may wait in the transport: enough to feed many workers until the next tick. */
export const DISPATCH_WINDOW = 2_000
/** A delivery that nobody took for so long, with none waiting, was lost on its way. */
const LOST_AFTER_MS = 5_000

export interface DispatchContext {
  db: Db
  clock: () => Date
  dispatcher: Dispatcher
  /** Who makes the frames: while they are paused, no new job is begun. */
  imageProvider: string
}

/** Dispatches what is due, as far as the transport has room; returns how many were taken. */
export async function dispatch(context: DispatchContext): Promise<number> {
  const room = DISPATCH_WINDOW - (await context.dispatcher.waiting())
  if (room <= 0) return 0
  const due = await findDue(context, room)
  if (due.length === 0) return 0
  const taken = await context.dispatcher.deliver(due)
  await markDispatched(context, due, new Set(taken))
  return taken.length
}

interface DueRow {
  id: string
  deliverySeq: bigint | number
  begun: bigint | number
}

async function findDue(
  { db, clock, imageProvider }: DispatchContext,
  room: number,
): Promise<Delivery[]> {
  const now = clock()
  const held = await db.hold.count({
    where: { endedAt: null, scope: { in: [ALL, imageProvider] } },
  })
  const begun = await db.$queryRaw<DueRow[]>`
    SELECT "id", "deliverySeq", 1 AS "begun" FROM "VideoGenerationJob"
    WHERE "status" IN (${Prisma.join([...RUNNING, 'RETRYING'])}) AND "dispatchedAt" IS NULL AND "leaseOwner" IS NULL
      AND "heldFor" IS NULL AND ("nextRunAt" IS NULL OR "nextRunAt" <= ${now})
    ORDER BY "priority" DESC, "id" LIMIT ${room}`
  // Work in hand may need no purchase any more, so a hold does not keep it from being looked at.
  const fresh = await db.$queryRaw<DueRow[]>`
    SELECT "id", "deliverySeq", "attempt" > 0 AS "begun" FROM "VideoGenerationJob"
    WHERE "status" = 'QUEUED' AND "dispatchedAt" IS NULL AND "leaseOwner" IS NULL
      AND "heldFor" IS NULL AND ("nextRunAt" IS NULL OR "nextRunAt" <= ${now})
      AND (${held} = 0 OR "attempt" > 0)
      AND "batchId" NOT IN (SELECT "id" FROM "Batch" WHERE "state" = 'LOADING')
    ORDER BY "priority" DESC, "id" LIMIT ${Math.max(0, room - begun.length)}`
  return [...begun, ...fresh].map((row) => ({
    jobId: row.id,
    seq: Number(row.deliverySeq),
    begun: Number(row.begun) === 1,
  }))
}

async function markDispatched(
  { db, clock }: DispatchContext,
  due: Delivery[],
  taken: ReadonlySet<string>,
): Promise<void> {
  const rows = due.filter((d) => taken.has(d.jobId)).map((d) => [d.jobId, d.seq])
  await db.$executeRaw`UPDATE "VideoGenerationJob" SET "dispatchedAt" = ${clock()}
    FROM (SELECT "value"->>0 AS "jobId", CAST("value"->>1 AS INTEGER) AS "seq" FROM ${jsonRows(db, rows)} AS "r") AS "d"
    WHERE "id" = "d"."jobId" AND "deliverySeq" = "d"."seq" AND "leaseOwner" IS NULL`
}

/**
 * Makes jobs due again whose delivery can't arrive any more: the transport has another memory than
 * the one they were given to, or nothing waits in it and they are not run. Returns their number.
 */
export async function redispatchLost(context: DispatchContext): Promise<number> {
  const { db, clock, dispatcher } = context
  const { epoch, runId } = await dispatcher.epoch()
  const known = await db.meta.findMany({ where: { key: { in: ['redisEpoch', 'redisRunId'] } } })
  const now = Object.fromEntries(known.map((row) => [row.key, row.value]))
  if (now.redisEpoch === epoch && now.redisRunId === runId) {
    if ((await dispatcher.waiting()) > 0) return 0
    return makeDue(db, new Date(clock().getTime() - LOST_AFTER_MS))
  }
  return db.$transaction(async (tx) => {
    for (const [key, value] of [
      ['redisEpoch', epoch],
      ['redisRunId', runId],
    ] as const) {
      await tx.meta.upsert({ where: { key }, create: { key, value }, update: { value } })
    }
    return makeDue(tx, clock())
  })
}

/** A delivery that its worker can't run is made due for another. */
export async function returnDelivery(
  db: Db,
  delivery: { jobId: string; seq: number },
): Promise<void> {
  await db.videoGenerationJob.updateMany({
    where: { id: delivery.jobId, deliverySeq: delivery.seq, leaseOwner: null },
    data: { dispatchedAt: null, deliverySeq: { increment: 1 } },
  })
}

function makeDue(db: Pick<Db, 'videoGenerationJob'>, dispatchedBefore: Date): Promise<number> {
  return db.videoGenerationJob
    .updateMany({
      where: {
        status: { in: ['QUEUED', 'RETRYING', ...RUNNING] },
        dispatchedAt: { lte: dispatchedBefore },
        leaseOwner: null,
      },
      data: { dispatchedAt: null, deliverySeq: { increment: 1 } },
    })
    .then(({ count }) => count)
}
