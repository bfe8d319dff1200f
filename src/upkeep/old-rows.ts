/** Rows that only tell of the past. Jobs, calls and the ledger are none of them: the books refer to them. */
import type { Db } from '../db/client.ts'
import { ENDED } from '../jobs/states.ts'

/** Small enough that no lease waits long for it. */
const AT_ONCE = 1_000

interface Order {
  before: Date
  dryRun: boolean
  signal?: AbortSignal | undefined
}

/** Removes the events of jobs that ended before a time, older than it. Returns how many. */
export async function removeEvents(db: Db, { before, dryRun, signal }: Order): Promise<number> {
  let removed = 0
  for (let after = 0; ;) {
    signal?.throwIfAborted()
    // By their growing number: the first that is young ends the search.
    const page = await db.jobEvent.findMany({
      where: { id: { gt: after } },
      orderBy: { id: 'asc' },
      take: AT_ONCE,
      select: { id: true, at: true, job: { select: { status: true, finishedAt: true } } },
    })
    const old = page.filter(({ at, job }) => {
      const ended = ENDED.includes(job.status) && job.finishedAt !== null
      return at < before && ended && job.finishedAt! < before
    })
    const ids = old.map(({ id }) => id)
    if (dryRun) removed += ids.length
    else removed += (await db.jobEvent.deleteMany({ where: { id: { in: ids } } })).count
    const last = page.at(-1)
    if (page.length < AT_ONCE || !last || page.every(({ at }) => at >= before)) return removed
    after = last.id
  }
}

/** Removes notifications that were delivered before a time. Returns how many. */
export async function removeNotifications(db: Db, { before, dryRun }: Order): Promise<number> {
  const where = { deliveredAt: { lt: before } }
  if (dryRun) return db.notification.count({ where })
  return (await db.notification.deleteMany({ where })).count
}

/** Removes the leads of workers that are long gone. Returns how many. */
export async function removeLeads(db: Db, { before, dryRun }: Order): Promise<number> {
  const where = { until: { lt: before } }
  if (dryRun) return db.duty.count({ where })
  return (await db.duty.deleteMany({ where })).count
}
