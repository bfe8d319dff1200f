import { VidgenError } from '../errors.ts'
import type { Db } from '../db/client.ts'
import { ALL, BY_OPERATOR, beginHold, endHolds } from '../jobs/holds.ts'
import type { Actor } from '../jobs/transitions.ts'
import { holdInfo, readHolds } from '../reports/holds.ts'
import type { HoldsResult } from '../results.ts'

export interface HoldsContext {
  db: Db
  clock: () => Date
  actor: string
  /** Who is in use and can be paused by name. */
  providers: readonly string[]
}

/** Stops new purchases, of all or of one provider; renders under way are still fetched and published. */
export async function pause(
  context: HoldsContext,
  options: { scope: string; reason?: string | undefined },
): Promise<HoldsResult> {
  const { scope, reason } = options
  checkScope(context, scope)
  const { actor } = context
  const why = reason === undefined ? { reason: `by ${actor}`, params: { actor } } : { reason }
  await context.db.$transaction((tx) =>
    beginHold(tx, { scope, code: BY_OPERATOR, ...why, by: actorOf(context) }),
  )
  return { holds: await readHolds(context), ended: [] }
}

/** Ends the holds of a scope; null ends every one. */
export async function resume(
  context: HoldsContext,
  { scope }: { scope: string | null },
): Promise<HoldsResult> {
  if (scope !== null) checkScope(context, scope)
  const ended = await context.db.$transaction((tx) => endHolds(tx, scope, actorOf(context)))
  return { holds: await readHolds(context), ended: ended.map(holdInfo) }
}

function checkScope({ providers }: HoldsContext, scope: string): void {
  if (scope === ALL || providers.includes(scope)) return
  throw new VidgenError('HOLD_SCOPE_UNKNOWN', { scope, known: [...new Set(providers)] })
}

function actorOf(context: HoldsContext): Actor {
  return { actor: context.actor, at: context.clock() }
}
