/**
 * What is told around approvals, a batch at a time: a thousand jobs that wait are one message. Each is
 * written where it happens, under a key that is the same for everybody.
 */
import type { Db, Tx } from '../db/client.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { ApprovalAlert } from '../notify/alert.ts'
import { raise } from '../notify/outbox.ts'
import type { ApprovalKind } from '../results.ts'
import { RUNNABLE } from './states.ts'

/** Somebody should still have a day to decide. */
const SOON_MS = 24 * 60 * 60 * 1000

const TO_BE_MADE = [...RUNNABLE, 'DEFERRED' as const]

interface Look {
  db: Db
  clock: () => Date
}

type Phase = ApprovalAlert['phase']

/** Jobs of one batch that wait for the same. */
interface Group {
  batchId: string
  awaits: ApprovalKind
}

interface Telling extends Group {
  phase: Phase
  /** What makes it another message of the same batch. */
  of: string
  at: Date
  /** Only those that end until then. */
  until?: Date
}

/** Each job of a batch says so, the first is told; of a dearer price the first of a day. */
export async function tellWaiting(tx: Tx, group: Group & { at: Date }): Promise<void> {
  const of = group.awaits === 'price' ? dayOf(group.at) : ''
  await tell(tx, { ...group, phase: 'waits', of })
}

/** For in the transaction that cancels a job that nobody approved, before it does. */
export async function tellExpired(tx: Tx, group: Group & { at: Date }): Promise<void> {
  const { at } = group
  await tell(tx, { ...group, phase: 'expired', of: dayOf(at), until: at })
}

/**
 * Tells of each batch of which nothing more is made because all the rest waits: for a look at its
 * videos, or at a dearer price. One job alone was told of when it began to wait. Returns how many.
 */
export async function announceMade({ db, clock }: Look): Promise<number> {
  const at = clock()
  let told = 0
  for (const awaits of ['video', 'price'] as const) {
    const batches = await allWaiting(db, awaits)
    const tellings = batches.map((batchId) => ({
      batchId,
      awaits,
      phase: 'all' as const,
      of: '',
      at,
    }))
    told += await announce(db, tellings)
  }
  return told
}

async function allWaiting(db: Db, awaits: ApprovalKind): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT b."id" FROM "Batch" b WHERE b."completedAt" IS NULL AND b."state" = 'READY'
      AND (SELECT COUNT(*) FROM (SELECT 1 AS "one" FROM "VideoGenerationJob" j WHERE j."batchId" = b."id"
        AND j."status" = 'AWAITING_APPROVAL' AND j."awaits" = ${awaits} LIMIT 2) AS "two") = 2
      AND NOT EXISTS (SELECT 1 FROM "VideoGenerationJob" j WHERE j."batchId" = b."id"
        AND j."status" IN (${Prisma.join(TO_BE_MADE)}))
    ORDER BY 1`
  return rows.map(({ id }) => id)
}

/** Tells of the jobs that are given up within a day. Returns of how many batches. */
export async function announceEnding({ db, clock }: Look): Promise<number> {
  const at = clock()
  const until = new Date(at.getTime() + SOON_MS)
  const groups = await db.videoGenerationJob.groupBy({
    by: ['batchId', 'awaits'],
    where: { status: 'AWAITING_APPROVAL', awaitsUntil: { gt: at, lte: until } },
    _min: { awaitsUntil: true },
  })
  return await announce(
    db,
    groups.map(({ batchId, awaits, _min }) => {
      const of = dayOf(_min.awaitsUntil!)
      return { batchId, awaits: awaits as ApprovalKind, phase: 'ends', of, at, until }
    }),
  )
}

/** Most of the time it is told already. */
async function announce(db: Db, tellings: Telling[]): Promise<number> {
  let told = 0
  for (const telling of tellings) {
    if (await isTold(db, telling)) continue
    if (await db.$transaction((tx) => tell(tx, telling))) told++
  }
  return told
}

/** A message a day is enough for a batch whose jobs end one after the other. */
function dayOf(at: Date): string {
  return at.toISOString().slice(0, 'yyyy-mm-dd'.length)
}

function keyOf({ batchId, awaits, phase, of }: Telling): string {
  return `approval:${batchId}:${awaits}:${phase}:${of}`
}

async function isTold(db: Pick<Tx, 'notification'>, telling: Telling): Promise<boolean> {
  const where = { dedupeKey: keyOf(telling) }
  return (await db.notification.findUnique({ where, select: { id: true } })) !== null
}

async function tell(tx: Tx, telling: Telling): Promise<boolean> {
  if (await isTold(tx, telling)) return false
  const data = await dataOf(tx, telling)
  // Somebody decided meanwhile.
  if (data.jobs === 0) return false
  const { at } = telling
  const id = await raise(tx, { kind: 'approval', data, dedupeKey: keyOf(telling), at })
  return id !== null
}

async function dataOf(tx: Tx, { batchId, awaits, phase, until }: Telling): Promise<ApprovalAlert> {
  const { sourceName, actor } = await tx.batch.findUniqueOrThrow({ where: { id: batchId } })
  const waiting = await tx.videoGenerationJob.aggregate({
    where: {
      batchId,
      awaits,
      status: 'AWAITING_APPROVAL',
      ...(until && { awaitsUntil: { lte: until } }),
    },
    _count: true,
    _sum: { estimateMicros: true, awaitsMicros: true, costMicros: true },
    _min: { awaitsUntil: true },
  })
  const making = await tx.videoGenerationJob.count({
    where: { batchId, status: { in: TO_BE_MADE } },
  })
  const all = await tx.videoGenerationJob.count({
    where: { batchId, awaits, status: 'AWAITING_APPROVAL' },
  })
  const sums = waiting._sum
  const micros = {
    cost: sums.estimateMicros,
    price: sums.awaitsMicros,
    video: sums.costMicros,
  }
  return {
    phase,
    awaits,
    batchId,
    source: sourceName,
    actor,
    making,
    jobs: waiting._count,
    later: all - waiting._count,
    micros: Number(micros[awaits] ?? 0),
    until: waiting._min.awaitsUntil?.toISOString() ?? null,
  }
}
