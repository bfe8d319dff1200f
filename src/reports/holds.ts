import type { Db } from '../db/client.ts'
import type { Hold } from '../generated/sqlite/client.ts'
import { BY_OPERATOR } from '../jobs/holds.ts'
import type { HoldInfo } from '../results.ts'
import { describeError } from '../text/describe.ts'
import { wordTexts } from '../text/words.ts'

/** The holds in force, the oldest first. */
export async function readHolds(context: { db: Db }): Promise<HoldInfo[]> {
  const rows = await context.db.hold.findMany({
    where: { endedAt: null },
    orderBy: [{ since: 'asc' }, { id: 'asc' }],
  })
  return rows.map(holdInfo)
}

/** A hold as it is shown; its reason in the language of whoever reads it, unless a person wrote it. */
export function holdInfo(hold: Hold): HoldInfo {
  const { id, scope, code, by, since } = hold
  return { id, scope, code, reason: reasonOf(hold), by, since: since.toISOString() }
}

function reasonOf({ code, reason, params, by }: Hold): string {
  if (params === null) return reason
  return code === BY_OPERATOR ? wordTexts.pausedBy(by) : describeError(code, params).message
}
