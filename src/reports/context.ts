import type { Db } from '../db/client.ts'
import type { Limits } from '../money/usage.ts'

/** What every report reads from. */
export interface ReportContext {
  db: Db
  /** Of the budget: days begin and end in it. */
  timezone: string
  /** This host's limits of a day. */
  limits: Limits
  kind: 'rehearsal' | 'live'
  clock: () => Date
  /** What opens the address of a video or poster now, see {@link Storage.opened}. */
  opened: (address: string) => Promise<string>
}
