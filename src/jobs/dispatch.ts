/** Hands due jobs to the transport. Losing or repeating a delivery is harmless. */
import { Prisma } from '../generated/sqlite/client.ts'
import type { Db, Tx } from '../db/client.ts'
import { jsonRows } from '../db/dialect.ts'
import type { Delivery, Dispatcher, TransportEpoch } from './dispatcher.ts'
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

/** How many jobs are due and not handed over, whether the transport has room for them or not. */
export async function countDue(context: Omit<DispatchContext, 'dispatcher'>): Promise<number> {
  return (await findDue(context, Number.MAX_SAFE_INTEGER)).length
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
  { db, clock, imageProvider }: Omit<DispatchContext, 'dispatcher'>,
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
export async function redispatchLost(context: LostContext): Promise<number> {
  const { db } = context
  const lost = await findLost(context)
  if (lost.memory === null)
    return lost.jobs === 0 ? 0 : db.$transaction((tx) => makeDue(tx, context, lost))
  const { epoch, runId } = lost.memory
  return db.$transaction(async (tx) => {
    for (const [key, value] of [
      ['redisEpoch', epoch],
      ['redisRunId', runId],
    ] as const) {
      await tx.meta.upsert({ where: { key }, create: { key, value }, update: { value } })
    }
    return lost.arrives ? 0 : makeDue(tx, context, lost)
  })
}

interface LostContext extends DispatchContext {
  actor: string
}

interface Lost {
  jobs: number
  /** Dispatched until then. */
  before: Date
  /** The transport's, where the database knows another. */
  memory: TransportEpoch | null
  /** Nobody has looked before: nothing is known to be lost. */
  isFirst: boolean
  /** What was handed over to this transport still waits in it. */
  arrives: boolean
}

/** Finds the jobs whose delivery can't arrive any more, and changes nothing. */
export async function findLost({ db, clock, dispatcher }: LostContext): Promise<Lost> {
  const { epoch, runId } = await dispatcher.epoch()
  const known = await db.meta.findMany({ where: { key: { in: ['redisEpoch', 'redisRunId'] } } })
  const now = Object.fromEntries(known.map((row) => [row.key, row.value]))
  const isKnown = now.redisEpoch === epoch && now.redisRunId === runId
  const isFirst = known.length === 0
  const before = isKnown ? new Date(clock().getTime() - LOST_AFTER_MS) : clock()
  const arrives = (isKnown || isFirst) && (await dispatcher.waiting()) > 0
  const jobs = arrives ? 0 : await db.videoGenerationJob.count({ where: dispatchedUntil(before) })
  const memory = isKnown ? null : { epoch, runId }
  return { jobs, before, memory, isFirst, arrives }
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

function dispatchedUntil(before: Date) {
  const status = { in: ['QUEUED' as const, 'RETRYING' as const, ...RUNNING] }
  return { status, dispatchedAt: { lte: before }, leaseOwner: null }
}

async function makeDue(tx: Tx, { actor, clock }: LostContext, lost: Lost): Promise<number> {
  const { before, isFirst } = lost
  if (!isFirst)
    await tx.$executeRaw`INSERT INTO "JobEvent" ("jobId", "at", "type", "from", "to", "attempt", "actor")
      SELECT "id", ${clock()}, 'delivery-lost', "status", "status", "attempt", ${actor} FROM "VideoGenerationJob"
      WHERE "status" IN (${Prisma.join(['QUEUED', 'RETRYING', ...RUNNING])}) AND "dispatchedAt" <= ${before}
        AND "leaseOwner" IS NULL`
  const { count } = await tx.videoGenerationJob.updateMany({
    where: dispatchedUntil(before),
    data: { dispatchedAt: null, deliverySeq: { increment: 1 } },
  })
  return count
}
