/** An outbox with what a test puts into it, and somebody who sends. */
import { raise, seeChannels } from '../../src/notify/outbox.ts'
import { type DeliverContext, deliverDue } from '../../src/notify/deliver.ts'
import type { Channel } from '../../src/notify/channel.ts'
import type { World } from '../support/world.ts'
import { never } from './channels.ts'

/** Raises a hold's alert, a moment after the last one; the scope is its key, too. */
export function tell(world: World, scope: string): Promise<string | null> {
  world.clock.advance(1)
  const data = { scope, code: 'AI_KEY_REJECTED', reason: 'refused' }
  const at = world.clock()
  return world.db.$transaction((tx) => raise(tx, { kind: 'hold', data, dedupeKey: scope, at }))
}

/** The title of what {@link tell} told. */
export const titleOf = (scope: string) => `Purchases from ${scope} are paused`

/** Makes the channels known and answers a round of sending. */
export async function sender(
  world: World,
  channels: readonly Channel[],
  change: Partial<DeliverContext> = {},
): Promise<() => Promise<void>> {
  const { db, clock } = world
  await seeChannels(db, channels, clock())
  const origin = { rehearsal: false, environment: 'development' }
  const context = { db, clock, channels, origin, owner: 'w1', signal: never, ...change }
  return () => deliverDue(context)
}
