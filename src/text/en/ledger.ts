import type { Discrepancy, LedgerResult } from '../../results.ts'
import { count, counted, usd } from '../money.ts'

const WHAT: Record<Discrepancy['what'], string> = {
  reservedMicros: 'reserved',
  spentMicros: 'spent',
  costMicros: 'cost',
  reservedJobs: 'slots reserved',
  spentJobs: 'slots spent',
}

const CHECK: Record<Discrepancy['check'], string> = {
  row: 'the row of the day or month against its entries',
  batch: 'what the batch has open against what its jobs hold',
  job: 'what the job holds against its entries',
  ended: 'the job has ended, or waits for another day, and holds something',
  cost: 'the job’s cost against its charges',
  call: 'the call’s cost against its charge',
}

/** What `ledger verify` says. */
export const ledgerTexts = {
  balanced: (p: LedgerResult) =>
    `The books balance: ${counted(p.entries, 'entry', 'entries')}, ${counted(p.jobs, 'job')}, ${counted(p.calls, 'call')}, ${counted(p.rows, 'row')} of days and months.`,
  unbalanced: (p: LedgerResult) =>
    `${counted(p.discrepancyCount, 'amount does', 'amounts do')} not agree.`,
  more: (rest: number) => `and ${count(rest)} more; --json lists 1,000.`,
  next: 'Nothing was changed. Keep a copy of the database, stop buying (vidgen pause), and look at what is named here: vidgen status JOB.',
  none: '-',
  heads: {
    where: 'WHERE',
    period: 'DAY',
    provider: 'PROVIDER',
    what: 'WHAT',
    ledger: 'BY THE LEDGER',
    found: 'FOUND',
    difference: 'DIFFERENCE',
    meaning: 'MEANING',
  },
  what: (what: Discrepancy['what']) => WHAT[what],
  meaning: (check: Discrepancy['check']) => CHECK[check],
  where: ({ callId, jobId, batchId }: Discrepancy) => callId ?? jobId ?? batchId ?? '-',
  amount: (what: Discrepancy['what'], amount: number | null) => {
    if (amount === null) return '-'
    return what.endsWith('Micros') ? usd(amount) : count(amount)
  },
}
