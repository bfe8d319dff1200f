/** Who set limits otherwise than the settings, as it was written down. */
import type { Tx } from '../db/client.ts'
import type { LimitException } from '../generated/sqlite/client.ts'
import type { ExceptionInfo } from '../results.ts'

/** Who set which unit of a row, when and why. */
type Told = Record<'jobs' | 'micros', ExceptionInfo | null>

/** The newest word on each unit of each row of periods, by `period provider`. */
export async function readExceptions(
  db: Pick<Tx, 'limitException'>,
  periods: readonly string[],
): Promise<ReadonlyMap<string, Told>> {
  const newestFirst = await db.limitException.findMany({
    where: { period: { in: [...periods] } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  })
  const told = new Map<string, Told>()
  for (const row of newestFirst) {
    const key = `${row.period} ${row.provider}`
    const known = told.get(key) ?? { jobs: null, micros: null }
    told.set(key, known)
    if (row.jobs !== null) known.jobs ??= infoOf(row)
    if (row.micros !== null) known.micros ??= infoOf(row)
  }
  return told
}

function infoOf({ reason, by, at }: LimitException): ExceptionInfo {
  return { reason, by, at: at.toISOString() }
}
