import { setTimeout as sleep } from 'node:timers/promises'
import { type Channel, ChannelFailure } from './channel.ts'
import { attempt, type DeliverContext, takeLead, type Waiting, yieldLead } from './deliver.ts'

/** For as long another sender may have the channel. */
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 200

/** What became of a message that somebody waits for: an answer, or null where the channel has it already. */
export async function deliverNow(
  context: DeliverContext,
  channel: Channel,
  notificationId: string,
): Promise<string | null> {
  const deadline = performance.now() + PATIENCE_MS
  const at = { notificationId, channelId: channel.id }
  for (;;) {
    // Read by who has the channel, so that nobody else can be sending it.
    const isMine = await takeLead(context, channel)
    const waiting = await context.db.notificationDelivery.findUniqueOrThrow({
      where: { notificationId_channelId: at },
      include: { notification: true },
    })
    if (isMine) return await sendAndYield(context, channel, waiting)
    if (waiting.deliveredAt) return null
    if (performance.now() > deadline) throw busy(channel)
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal })
  }
}

async function sendAndYield(
  context: DeliverContext,
  channel: Channel,
  waiting: Waiting,
): Promise<string | null> {
  try {
    if (waiting.deliveredAt) return null
    const outcome = await attempt(context, channel, waiting)
    if (outcome instanceof ChannelFailure) throw outcome
    return outcome
  } finally {
    await yieldLead(context, channel)
  }
}

function busy({ name }: Channel): ChannelFailure {
  const params = { channel: name, seconds: PATIENCE_MS / 1000 }
  return new ChannelFailure({ code: 'NOTIFY_TIMEOUT', params })
}
