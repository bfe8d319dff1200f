/** The duties of the house, every second, by one worker at a time. */
import { takeDuty } from '../db/sql/take-duty.ts'
import { admitDeferred } from '../jobs/admission.ts'
import { expireApprovals } from '../jobs/expiry.ts'
import { announceMade } from '../jobs/approval-alerts.ts'
import type { JobsContext } from '../jobs/context.ts'
import { announceBatches } from '../jobs/announce.ts'
import { dispatch, type DispatchContext, redispatchLost } from '../jobs/dispatch.ts'
import { abortDeadBatches, endExpiredLeases } from '../jobs/recovery.ts'
import type { WatchContext } from './watch.ts'

const LEAD_MS = 4_000

export interface TickContext extends JobsContext, DispatchContext {
  worker: string
  maxCrashes: number
  /** Looks for what is unusual. */
  watch: (context: WatchContext) => Promise<void>
}

/**
 * One round: ends expired leases, gives up dead batches and approvals that nobody gave, admits deferred
 * jobs, makes lost deliveries due again, dispatches, and looks for what is to be told. Does nothing
 * where another worker leads. Safe to run at any time. A duty that fails keeps no other from being
 * done; the first failure is thrown at the end.
 */
export async function tick(context: TickContext): Promise<void> {
  if (!(await lead(context))) return
  const by = { actor: context.actor, at: context.clock() }
  const duties = [
    () => endExpiredLeases(context.db, { maxCrashes: context.maxCrashes, by }),
    () => abortDeadBatches(context.db, by),
    () => expireApprovals(context.db, by),
    () => admitDeferred(context),
    () => redispatchLost(context),
    () => dispatch(context),
    () => announceBatches(context),
    () => announceMade(context),
    () => context.watch(context),
  ]
  const failures: unknown[] = []
  for (const duty of duties) await duty().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}

async function lead({ db, clock, worker }: TickContext): Promise<boolean> {
  return takeDuty(db, { name: 'tick', owner: worker, now: clock(), forMs: LEAD_MS })
}

/** Hands the lead over at once, so that another worker need not wait for it to run out. */
export async function resign({ db, worker }: Pick<TickContext, 'db' | 'worker'>): Promise<void> {
  await db.duty.deleteMany({ where: { owner: worker } })
}
