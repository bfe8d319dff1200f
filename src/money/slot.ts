/**
 * A job's slot: its one place among the jobs of a day and a month, reserved with its money and spent by
 * its first charge. It goes along to the day on which the job buys next: so each day counts all who buy
 * on it, and a month counts each once.
 */
import type { Tx } from '../db/client.ts'
import type { Movement } from './book.ts'
import { periodsOf } from './limits.ts'

type ReadsLedger = Pick<Tx, 'ledgerEntry'>

/** The slots that the job needs to buy on a day: none of a day or month in which it has spent its own. */
export async function slotsNeeded(
  db: ReadsLedger,
  jobId: string,
  day: string,
): Promise<{ jobs: 0 | 1; monthJobs: 0 | 1 }> {
  const days = await daysOfSlot(db, jobId)
  const [, month] = periodsOf(day)
  const isSpent = (period: string) => days.some((each) => each.startsWith(period))
  return { jobs: isSpent(day) ? 0 : 1, monthJobs: isSpent(month) ? 0 : 1 }
}

/** The days on which the job's slot stands as spent: one, unless it was queued by a version that kept several. */
async function daysOfSlot(db: ReadsLedger, jobId: string): Promise<string[]> {
  const entries = await db.ledgerEntry.groupBy({
    by: ['day'],
    where: { jobId, kind: { in: ['CHARGE', 'ADJUST'] }, jobs: { not: 0 } },
    _sum: { jobs: true },
  })
  return entries.filter(({ _sum }) => (_sum.jobs ?? 0) > 0).map(({ day }) => day)
}

/** What takes spent slots back from the days that jobs leave, for those that reserve one on another day. */
export async function slotsTakenBack(
  db: ReadsLedger,
  movements: readonly Movement[],
): Promise<Movement[]> {
  const back: Movement[] = []
  for (const { kind, amount, subject } of movements) {
    const { at, batchId, jobId, source } = subject
    if (kind !== 'RESERVE' || amount.jobs !== 1 || jobId === undefined) continue
    for (const day of await daysOfSlot(db, jobId)) {
      const key = `slot-of:${day}:${subject.key}`
      if (day !== subject.day) back.push(slotMoved(-1, { key, at, day, batchId, jobId, source }))
    }
  }
  return back
}

/** A slot that counts as spent on a day from now on (1), or no more (-1). */
export function slotMoved(jobs: 1 | -1, subject: Movement['subject']): Movement {
  return { kind: 'ADJUST', amount: { micros: 0, jobs }, subject }
}
