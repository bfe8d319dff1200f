import type { Cost } from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import { insertLedgerEntry } from '../db/sql/append.ts'
import type { LedgerKind, StepName } from '../generated/sqlite/enums.ts'

/** Micro-dollars by provider. */
export type Split = Readonly<Record<string, number>>

/** All of a split. */
export function sumOf(by: Split): number {
  return Object.values(by).reduce((sum, part) => sum + part, 0)
}

/** Money in micro-dollars and job slots of a day, moved together. */
export interface Amount {
  micros: number
  jobs: number
  /** How much of the money is for whom; the rest is for nobody in particular. */
  by?: Split
}

/** Two amounts as one. */
export function together(a: Amount, b: Amount): Required<Amount> {
  const by: Record<string, number> = { ...a.by }
  for (const [provider, part] of Object.entries(b.by ?? {}))
    by[provider] = (by[provider] ?? 0) + part
  return { micros: a.micros + b.micros, jobs: a.jobs + b.jobs, by }
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
  model?: string
  step?: StepName
  source: LedgerSource
}

/** Appends one entry; only `book.ts` calls it, in the transaction that changes the rows. */
export async function appendEntry(
  tx: Tx,
  kind: LedgerKind,
  amount: Amount,
  subject: EntrySubject,
): Promise<void> {
  const { micros, jobs } = amount
  await insertLedgerEntry(tx, { ...subject, kind, amountMicros: BigInt(micros), jobs })
}
