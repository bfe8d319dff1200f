import type { Cost } from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import { insertLedgerEntry } from '../db/sql/append.ts'
import type { LedgerKind } from '../generated/sqlite/enums.ts'

/** Money in micro-dollars and job slots of a day, moved together. */
export interface Amount {
  micros: number
  jobs: number
}

type LedgerSource = 'estimate' | 'overrun' | Cost['source']

/** What an entry is about. `key` is unique: the same movement can't be written twice. */
export interface EntrySubject {
  key: string
  at: Date
  day: string
  batchId: string
  jobId?: string
  callId?: string
  service?: string
  provider?: string
  source: LedgerSource
}

/** Appends one entry; only `usage.ts` calls it, in the transaction that changes the day's row. */
export async function appendEntry(
  tx: Tx,
  kind: LedgerKind,
  amount: Amount,
  subject: EntrySubject,
): Promise<void> {
  const { micros, jobs } = amount
  await insertLedgerEntry(tx, { ...subject, kind, amountMicros: BigInt(micros), jobs })
}
