import { ulid } from 'ulid'
import type { Tx } from '../db/client.ts'
import type { Hold } from '../generated/sqlite/client.ts'
import { raise } from '../notify/outbox.ts'
import type { Actor } from './transitions.ts'

/** Every purchase of every provider. */
export const ALL = 'all'
/** The code of a hold that a person began. */
export const BY_OPERATOR = 'PAUSED_BY_OPERATOR'

/** The hold that stops purchases from a provider, if there is one. */
export function holdOn(tx: Pick<Tx, 'hold'>, provider: string): Promise<Hold | null> {
  return tx.hold.findFirst({ where: { endedAt: null, scope: { in: [ALL, provider] } } })
}

interface BeginHold {
  scope: string
  code: string
  /** What a person wrote; else the sentence in English, for versions that know no `params`. */
  reason: string
  /** Of the code's sentence, which is said where it is shown. */
  params?: Record<string, string | number>
  by: Actor
}

/**
 * Begins a hold; one that is there already stays as it is. Where the operator did not do it, it is
 * an alert.
 */
export async function beginHold(tx: Tx, options: BeginHold): Promise<void> {
  const { scope, code, reason, params, by } = options
  const there = await tx.hold.count({ where: { endedAt: null, scope } })
  if (there > 0) return
  const id = ulid().toLowerCase()
  await tx.hold.create({
    data: { id, scope, code, reason, ...(params && { params }), by: by.actor, since: by.at },
  })
  if (code === BY_OPERATOR) return
  const data = { scope, code, reason, ...(params && { params }) }
  await raise(tx, { kind: 'hold', data, dedupeKey: `hold:${id}`, at: by.at })
}

/** Ends the holds of a scope (null = every one); jobs that waited for them are due again. Returns the ended ones. */
export async function endHolds(tx: Tx, scope: string | null, by: Actor): Promise<Hold[]> {
  const where = { endedAt: null, ...(scope !== null && { scope }) }
  const holds = await tx.hold.findMany({ where, orderBy: { since: 'asc' } })
  await tx.hold.updateMany({ where, data: { endedAt: by.at, endedBy: by.actor } })
  await tx.videoGenerationJob.updateMany({
    where: { heldFor: { in: holds.map((hold) => hold.scope) } },
    data: { heldFor: null },
  })
  return holds
}
