import { ulid } from 'ulid'
import { VidgenError } from '../errors.ts'
import { type Channel, ChannelFailure } from '../notify/channel.ts'
import { messageOf, type Origin } from '../notify/message.ts'
import type { NotifyResult } from '../results.ts'
import { describeError } from '../text/describe.ts'

export interface NotifyContext {
  channels: readonly Channel[]
  origin: Origin
  actor: string
  clock: () => Date
}

/** Sends a test to every channel and tells what each answered. Throws NOTIFY_NO_CHANNEL. */
export async function notifyTest(context: NotifyContext): Promise<NotifyResult> {
  const { channels, origin, actor, clock } = context
  if (channels.length === 0) throw new VidgenError('NOTIFY_NO_CHANNEL', undefined)
  const createdAt = clock()
  const id = ulid(createdAt.getTime()).toLowerCase()
  const row = { id, kind: 'test', payload: { by: actor }, createdAt }
  const { signal } = new AbortController()
  const message = messageOf(row, origin)
  const asked = channels.map((channel) => answerOf(channel, () => channel.send(message, signal)))
  return { channels: await Promise.all(asked) }
}

type Answer = NotifyResult['channels'][number]

/** What a channel said to one message. */
async function answerOf(
  { name: channel }: Pick<Channel, 'name'>,
  ask: () => Promise<string>,
): Promise<Answer> {
  try {
    return { channel, ok: true, answer: await ask(), error: null }
  } catch (error) {
    if (!(error instanceof ChannelFailure)) throw error
    const { code, params } = error
    return { channel, ok: false, answer: null, error: { code, ...describeError(code, params) } }
  }
}
