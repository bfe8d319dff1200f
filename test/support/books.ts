/** Holds the money of a database together: ledger, the days' rows and the jobs must tell the same. */
import { expect } from 'vitest'
import type { Db } from '../../src/db/client.ts'
import { dialectOf } from '../../src/db/dialect.ts'
import type { VideoGenerationJob } from '../../src/generated/sqlite/client.ts'
import { isOpenCall } from '../../src/jobs/reservation.ts'
import { ENDED } from '../../src/jobs/states.ts'
import { verifyLedger } from '../../src/money/verify.ts'
import { totalsProblems } from './totals.ts'

/**
 * Fails unless the ledger balances, no day's row is below zero, and a product's claim is held by who
 * may hold it.
 */
export async function assertBooks(db: Db): Promise<void> {
  const { discrepancies } = await verifyLedger(db)
  expect(discrepancies).toEqual([])
  const below = { lt: 0 }
  const amounts = [{ microsReserved: below }, { jobsReserved: below }, { microsSpent: below }]
  expect(await db.dailyUsage.findMany({ where: { OR: amounts } })).toEqual([])
  const open = await db.providerCall.findMany({ where: isOpenCall, select: { jobId: true } })
  const openJobs = new Set(open.map((call) => call.jobId))
  for (const job of await db.videoGenerationJob.findMany()) assertClaim(job, openJobs.has(job.id))
  expect(await totalsProblems(dialectOf(db), (sql) => db.$queryRawUnsafe(sql))).toEqual([])
}

function assertClaim(
  { id, status, claimKey, productId }: VideoGenerationJob,
  hasOpenCall: boolean,
) {
  if (status === 'COMPLETED' && !hasOpenCall) return
  const keeps = !ENDED.includes(status) || hasOpenCall
  expect({ id, status, claimKey }).toEqual({ id, status, claimKey: keeps ? productId : null })
}
