/** Channels and messages for tests. */
import type { Channel, Message } from '../../src/notify/channel.ts'
import { openChannels, type NotifySettings } from '../../src/notify/open.ts'
import { readChannels } from '../../src/notify/setting.ts'

const SECRET = 'a secret of many letters'
export const never = new AbortController().signal

/** The channels of a setting, with this machine's addresses allowed unless told. */
export function channelsOf(
  setting: string,
  change: Partial<NotifySettings> & { allowPrivate?: boolean; timeoutMs?: number } = {},
): Promise<Channel[]> {
  const { allowPrivate = true, timeoutMs = 2_000, ...settings } = change
  return openChannels(
    {
      channels: readChannels(setting).channels,
      secret: SECRET,
      smtpUrl: null,
      mailFrom: 'Videos <vidgen@shop.example>',
      environment: 'development',
      language: null,
      ...settings,
    },
    { addresses: { allowPrivate }, clock: () => new Date(), timeoutMs },
  )
}

export async function channelOf(...setting: Parameters<typeof channelsOf>): Promise<Channel> {
  return (await channelsOf(...setting))[0]!
}

export function message(change: Partial<Message> = {}): Message {
  return {
    id: '01kay0v4rhc2x6q8d5m3nw7t9e',
    kind: 'hold',
    at: new Date('2026-11-25T09:12:00Z'),
    rehearsal: false,
    environment: 'development',
    title: 'Purchases are paused',
    lines: ['<fal> refused the key & more', 'No job fails by this.'],
    next: ['Mend it, then: vidgen resume'],
    data: { scope: 'all' },
    ...change,
  }
}
