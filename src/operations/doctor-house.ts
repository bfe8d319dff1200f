/** What the doctor asks the database: whether anybody works, what waits for people, whether the books agree. */
import pLimit from 'p-limit'
import type { Db } from '../db/client.ts'
import { dialectOf } from '../db/dialect.ts'
import { LEASE_MS } from '../jobs/lease.ts'
import { countLeftBehind } from '../jobs/recovery.ts'
import { verifyLedger } from '../money/verify.ts'
import type { Storage } from '../storage/storage.ts'
import { doctorTexts as t } from '../text/doctor.ts'
import { type Finding, failed, ok, warning } from './finding.ts'

/** What a check of the house looks at. */
export interface House {
  db: Db
  now: Date
}

/** Each is a request to the storage. */
const VIDEOS_LOOKED_AT = 50
const ASKED_AT_ONCE = 8
/** Leases are judged by the clocks of their hosts. */
const MOST_SKEW_MS = LEASE_MS / 4
/** A worker's duty is renewed every second; what is older was left by one that is gone. */
const GONE_MS = 60_000
/** More would keep a check-up, and the database, busy for long. */
const MOST_JOBS_PROVED = 100_000

/** How far this machine's clock is from that of the database's server. */
export async function clockFinding(db: Db, clock: () => Date): Promise<Finding> {
  if (dialectOf(db) === 'sqlite') return ok(t.sameClock())
  const before = clock()
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS "now"`
  const middleMs = (before.getTime() + clock().getTime()) / 2
  const skewMs = Math.round(middleMs - row!.now.getTime())
  return Math.abs(skewMs) > MOST_SKEW_MS
    ? warning(t.skew({ skewMs }), t.skewHint())
    : ok(t.clock({ skewMs }))
}

/** Whether somebody does what is due. */
export async function workersFinding({ db, now }: House): Promise<Finding> {
  const leads = await db.duty.count({ where: { name: 'tick', until: { gt: minus(now, GONE_MS) } } })
  const due = await db.videoGenerationJob.count({
    where: {
      status: { in: ['QUEUED', 'RETRYING'] },
      heldFor: null,
      batch: { state: 'READY' },
      OR: [{ nextRunAt: null }, { nextRunAt: { lte: now } }],
    },
  })
  if (leads > 0) return ok(t.works({ due }))
  return due > 0 ? warning(t.nobodyWorks({ due }), t.nobodyWorksHint()) : ok(t.nothingDue())
}

/** What killed processes left and no worker has put right. */
export async function leftFinding({ db, now }: House): Promise<Finding> {
  const left = await countLeftBehind(db, minus(now, GONE_MS))
  if (left.leases + left.batches === 0) return ok(t.nothingLeft())
  return warning(t.left(left), t.leftHint())
}

/** Whether the newest videos of products are still there: somebody may have emptied the storage. */
export async function videosFinding({ db }: House, storage: Storage): Promise<Finding> {
  const products = await db.product.findMany({
    where: { videoKey: { not: null } },
    orderBy: { updatedAt: 'desc' },
    take: VIDEOS_LOOKED_AT,
    select: { id: true, videoKey: true },
  })
  const limit = pLimit(ASKED_AT_ONCE)
  const missing = await limit.map(products, async ({ id, videoKey }) =>
    (await storage.head(videoKey!)) ? [] : [id],
  )
  const gone = missing.flat()
  return gone.length === 0
    ? ok(t.videos({ looked: products.length }))
    : failed(t.videosGone({ products: gone, looked: products.length }), t.videosGoneHint())
}

/** What is cancelled unless a person decides in time. */
export async function approvalFinding({ db }: House): Promise<Finding> {
  const { _count: jobs, _min } = await db.videoGenerationJob.aggregate({
    where: { status: 'AWAITING_APPROVAL' },
    _count: true,
    _min: { awaitsUntil: true },
  })
  if (jobs === 0) return ok(t.noApproval())
  return warning(t.approval({ jobs, until: _min.awaitsUntil }), t.approvalHint())
}

/** Whether the books balance, where that is told in seconds. */
export async function ledgerFinding({ db }: House): Promise<Finding> {
  const jobs = await db.videoGenerationJob.count()
  if (jobs > MOST_JOBS_PROVED) return ok(t.ledgerLeftOut({ jobs }))
  const { balanced, discrepancyCount, entries } = await verifyLedger(db)
  return balanced
    ? ok(t.ledger({ entries }))
    : failed(t.ledgerWrong({ discrepancies: discrepancyCount }), t.ledgerHint())
}

function minus(now: Date, ms: number): Date {
  return new Date(now.getTime() - ms)
}
