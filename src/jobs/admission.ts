/** Deferred jobs get the first day that has room for them. */
import type { Db, Tx } from '../db/client.ts'
import { estimateMicros } from '../money/prices.ts'
import { alertDay, reserve, roomOf } from '../money/usage.ts'
import { type JobOptions, type JobsContext, today } from './context.ts'
import { admit, type Actor } from './transitions.ts'

const AT_ONCE = 200

interface Candidate {
  id: string
  batchId: string
  fence: number
  attempt: number
  deliverySeq: number
  claimKey: string | null
  options: unknown
}

/**
 * Admits as many deferred jobs as today's limit and their batches' `--per-day` allow, oldest first,
 * those of `--first` batches before them. Returns how many.
 */
export async function admitDeferred(context: JobsContext): Promise<number> {
  const { db } = context
  if (
    (await db.videoGenerationJob.findFirst({
      where: { status: 'DEFERRED' },
      select: { id: true },
    })) === null
  )
    return 0
  return db.$transaction(async (tx) => {
    const day = today(context)
    const room = await roomOf(tx, day, context.limits)
    if (room.jobs === 0 || room.micros === 0) return 0
    const candidates = await findCandidates(tx, day)
    let admitted = 0
    for (const job of candidates) {
      const micros = await priceOfRest(tx, context, job)
      // One that no day has room for must not keep the others waiting.
      if (micros > room.state.micros.limit) continue
      if (!(await admitOne(tx, context, { job, micros, day }))) {
        const refused = { micros, jobs: 1 }
        await alertDay(tx, context.limits, { day, at: context.clock(), refused })
        break
      }
      admitted++
    }
    return admitted
  })
}

async function findCandidates(tx: Tx, day: string): Promise<Candidate[]> {
  const left = await leftPerBatch(tx, day)
  const usedUp = [...left].filter(([, jobs]) => jobs <= 0).map(([batchId]) => batchId)
  const rows = await tx.videoGenerationJob.findMany({
    where: {
      status: 'DEFERRED',
      cancelRequestedAt: null,
      batch: { state: 'READY' },
      // Left out here, or they would fill the page and keep the others waiting.
      batchId: { notIn: usedUp },
    },
    orderBy: [{ batch: { first: 'desc' } }, { priority: 'desc' }, { id: 'asc' }],
    take: AT_ONCE,
  })
  return rows.filter((row) => {
    const jobs = left.get(row.batchId) ?? Infinity
    left.set(row.batchId, jobs - 1)
    return jobs > 0
  })
}

/** How many jobs of the batches with `--per-day` may still begin that day. */
async function leftPerBatch(tx: Tx, day: string): Promise<Map<string, number>> {
  const batches = await tx.batch.findMany({
    where: { perDay: { not: null }, jobs: { some: { status: 'DEFERRED' } } },
    select: { id: true, perDay: true },
  })
  if (batches.length === 0) return new Map()
  const used = await tx.videoGenerationJob.groupBy({
    by: ['batchId'],
    where: {
      batchId: { in: batches.map((batch) => batch.id) },
      budgetDay: day,
      status: { not: 'DEFERRED' },
      // Nothing was reserved that day for one that waits, or waited in vain, for its approval.
      OR: [{ awaits: null }, { awaits: { not: 'cost' } }, { reservedJobs: { gt: 0 } }],
    },
    _count: { _all: true },
  })
  const count = new Map(used.map((row) => [row.batchId, row._count._all]))
  return new Map(batches.map(({ id, perDay }) => [id, perDay! - (count.get(id) ?? 0)]))
}

async function priceOfRest(tx: Tx, context: JobsContext, job: Candidate): Promise<number> {
  const done = await tx.step.findMany({
    where: { jobId: job.id, removedAt: null },
    select: { step: true },
  })
  const steps = done.map((row) => row.step)
  return estimateMicros(context.prices, job.options as JobOptions, steps)
}

async function admitOne(
  tx: Tx,
  context: JobsContext,
  { job, micros, day }: { job: Candidate; micros: number; day: string },
): Promise<boolean> {
  const by: Actor = { actor: context.actor, at: context.clock() }
  const slots = (await slotSpent(tx, job.id, day)) ? 0 : 1
  const reserved = await reserve(tx, { micros, jobs: slots }, context.limits, {
    key: `admit:${job.id}:${job.deliverySeq}`,
    at: by.at,
    day,
    batchId: job.batchId,
    jobId: job.id,
    source: 'estimate',
  })
  if (!reserved) return false
  return admit(
    tx,
    { ...job, status: 'DEFERRED' },
    { budgetDay: day, reservedMicros: BigInt(micros), reservedJobs: slots, by },
  )
}

/** Whether the job has used a slot of that day already. */
export async function slotSpent(
  db: Pick<Db, 'ledgerEntry'>,
  jobId: string,
  day: string,
): Promise<boolean> {
  const entry = await db.ledgerEntry.findFirst({
    where: { jobId, day, kind: 'CHARGE', jobs: 1 },
    select: { id: true },
  })
  return entry !== null
}
