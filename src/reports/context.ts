import type { Db } from '../db/client.ts'

/** What every report reads from. */
export interface ReportContext {
  db: Db
  /** Of the budget: days begin and end in it. */
  timezone: string
  /** The configured limits of a day, for days on which nothing was reserved yet. */
  limits: { readonly jobs: number; readonly micros: number }
  kind: 'rehearsal' | 'live'
  clock: () => Date
}
