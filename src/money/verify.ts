import type { Db } from '../db/client.ts'
import { type DiscrepancyRow, findDiscrepancies } from '../db/sql/ledger-checks.ts'
import type { Discrepancy, LedgerResult } from '../results.ts'

/** So many are named; all are counted. */
const LISTED = 1_000

/**
 * Proves the books: every row of DailyUsage is the sum of its entries, nothing is reserved for jobs
 * that have ended, every job's cost is the sum of its charges, every paid call has its charge and the
 * reverse. Reads at one instant, so it may run beside workers.
 */
export async function verifyLedger(db: Db): Promise<LedgerResult> {
  const { rows, count } = await findDiscrepancies(db, LISTED)
  return {
    balanced: count === 0,
    entries: await db.ledgerEntry.count(),
    jobs: await db.videoGenerationJob.count(),
    calls: await db.providerCall.count(),
    rows: await db.dailyUsage.count(),
    discrepancyCount: count,
    discrepancies: rows.map(discrepancy),
  }
}

function discrepancy(row: DiscrepancyRow): Discrepancy {
  return { ...row, difference: (row.found ?? 0) - (row.ledger ?? 0) }
}
