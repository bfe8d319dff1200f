import type { Db } from '../db/client.ts'
import type { HoldInfo } from '../results.ts'

/** The holds in force, the oldest first. */
export async function readHolds(context: { db: Db }): Promise<HoldInfo[]> {
  const rows = await context.db.hold.findMany({
    where: { endedAt: null },
    orderBy: [{ since: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ id, scope, code, reason, by, since }) => {
    return { id, scope, code, reason, by, since: since.toISOString() }
  })
}
