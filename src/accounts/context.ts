import type { Db } from '../db/client.ts'

/** What users, tokens, sessions and the audit log need to know of the world. */
export interface AccountsContext {
  db: Db
  clock: () => Date
  /** Who changes something. */
  actor: string
}
