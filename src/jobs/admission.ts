/** Deferred jobs get the first day that has room for them. */
import type { Tx } from '../db/client.ts'
import { alertDay } from '../money/alerts.ts'
import { type Amount, type Split, sumOf } from '../money/ledger.ts'
import { estimateBy } from '../money/prices.ts'
import { slotsNeeded } from '../money/slot.ts'
import { neededOf, reserve, roomOf, shortOf } from '../money/usage.ts'
import { stepsDone } from './alike.ts'
import { type JobOptions, type JobsContext, today } from './context.ts'
import { heldColumns } from './reservation.ts'
import { admit, type Actor } from './transitions.ts'
import { lookedAt, missingPrice, type Unpriced, waitForPrice } from './unpriced.ts'

const AT_ONCE = 200
/** So many pages of jobs without a price are left behind in one go. */
const MOST_PAGES = 10

interface Candidate {
  id: string
  batchId: string
  productId: string
  errorCode: string | null
  fence: number
  attempt: number
  deliverySeq: number
  claimKey: string | null
  options: unknown
}

/**
 * Admits as many deferred jobs as the limits and their batches' `--per-day` allow, oldest first,
 * those of `--first` batches before them. One that nobody knows the price of is passed over, and says
 * so. Returns how many.
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
  for (let page = 0; page < MOST_PAGES; page++) {
    const { admitted, unpriced } = await db.$transaction((tx) => admitPage(tx, context))
    if (admitted > 0 || unpriced < AT_ONCE) return admitted
  }
  return 0
}

async function admitPage(tx: Tx, context: JobsContext) {
  const day = today(context)
  const room = await roomOf(tx, day, context.limits)
  // A month that is full of jobs has room for those that it counts already.
  const { jobs } = room.state
  if (jobs.used >= jobs.limit || room.micros === 0) return { admitted: 0, unpriced: 0 }
  const at = context.clock()
  const { priced, unpriced } = await pricedOf(tx, context, await findCandidates(tx, { day, at }))
  if (unpriced.length > 0) await waitForPrice(tx, unpriced, { actor: context.actor, at })
  const admitted = await admitInOrder(tx, context, { day, candidates: priced })
  return { admitted, unpriced: unpriced.length }
}

interface Priced {
  job: Candidate
  /** What is still to buy, by who bills for it. */
  by: Split
}

async function pricedOf(tx: Tx, { prices }: JobsContext, candidates: Candidate[]) {
  const done = await stepsDone(tx, candidates)
  const priced: Priced[] = []
  const unpriced: Unpriced<Candidate & { status: 'DEFERRED' }>[] = []
  for (const job of candidates) {
    try {
      const by = estimateBy(prices, job.options as JobOptions, done.get(job.id) ?? [])
      priced.push({ job, by })
    } catch (error) {
      const failure = missingPrice(error)
      unpriced.push({ job: { ...job, status: 'DEFERRED' }, failure })
    }
  }
  return { priced, unpriced }
}

/** The first for whom day or month have no room ends it: nobody overtakes. */
async function admitInOrder(
  tx: Tx,
  context: JobsContext,
  { day, candidates }: { day: string; candidates: Priced[] },
): Promise<number> {
  let admitted = 0
  const full = new Set<string>()
  for (const { job, by } of candidates) {
    const needed = { ...(await slotsNeeded(tx, job.id, day)), micros: sumOf(by), by }
    // One whose provider is full must not keep those waiting who need another.
    if (Object.keys(needed.by).some((provider) => full.has(provider))) continue
    if (await admitOne(tx, context, { job, needed, day })) {
      admitted++
      continue
    }
    const short = shortOf(await roomOf(tx, day, context.limits), needed)
    // Nor one that no day has room for.
    if (short.some((each) => neededOf(each, needed) > each.limit)) continue
    await alertDay(tx, context.limits, { day, at: context.clock(), refused: needed })
    if (short.some(({ provider }) => provider === null)) break
    for (const { provider } of short) full.add(provider!)
  }
  return admitted
}

async function findCandidates(
  tx: Tx,
  { day, at }: { day: string; at: Date },
): Promise<Candidate[]> {
  const left = await leftPerBatch(tx, day)
  const usedUp = [...left].filter(([, jobs]) => jobs <= 0).map(([batchId]) => batchId)
  const rows = await tx.videoGenerationJob.findMany({
    where: {
      status: 'DEFERRED',
      cancelRequestedAt: null,
      batch: { state: 'READY' },
      // Left out here, or they would fill the page and keep the others waiting.
      batchId: { notIn: usedUp },
      ...lookedAt(at),
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

async function admitOne(
  tx: Tx,
  context: JobsContext,
  { job, needed, day }: { job: Candidate; needed: Amount; day: string },
): Promise<boolean> {
  const by: Actor = { actor: context.actor, at: context.clock() }
  const reserved = await reserve(tx, needed, context.limits, {
    key: `admit:${job.id}:${job.deliverySeq}`,
    at: by.at,
    day,
    batchId: job.batchId,
    jobId: job.id,
    source: 'estimate',
  })
  if (!reserved) return false
  const money = { ...heldColumns(needed), budgetDay: day }
  return admit(tx, { ...job, status: 'DEFERRED' }, { money, by })
}
