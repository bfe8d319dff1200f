import type { Language } from '../text/language.ts'
import { type Channel, type Reach, SEND_MS } from './channel.ts'
import { channelId, channelName, type ChannelSetting } from './setting.ts'

/** The channels of the settings, and what they are reached with. */
export interface NotifySettings {
  readonly channels: readonly ChannelSetting[]
  /** Signs webhooks. */
  readonly secret: string | null
  readonly smtpUrl: string | null
  readonly mailFrom: string | null
  /** VIDGEN_ENV, so that who gets alerts of several can tell them apart. */
  readonly environment: string
  /** What recipients read; null where VIDGEN_LANG says nothing. */
  readonly language: Language | null
}

/** The channels, ready to send; nothing is connected yet. */
export function openChannels(
  settings: NotifySettings,
  reach: Omit<Reach, 'timeoutMs'> & Partial<Reach>,
): Promise<Channel[]> {
  const whole = { timeoutMs: SEND_MS, ...reach }
  return Promise.all(settings.channels.map((channel) => openChannel(channel, settings, whole)))
}

async function openChannel(
  channel: ChannelSetting,
  { secret, smtpUrl, mailFrom }: NotifySettings,
  reach: Reach,
): Promise<Channel> {
  const shown = { id: channelId(channel), name: channelName(channel) }
  switch (channel.kind) {
    case 'webhook': {
      const { createWebhook } = await import('./webhook.ts')
      return createWebhook({ ...shown, url: channel.url, secret, reach })
    }
    case 'slack': {
      const { createSlack } = await import('./slack.ts')
      return createSlack({ ...shown, url: channel.url, reach })
    }
    case 'mail':
    default: {
      const { createMail } = await import('./mail.ts')
      // The settings are refused where one of them is missing.
      return createMail({ ...shown, to: channel.to, from: mailFrom!, smtpUrl: smtpUrl!, reach })
    }
  }
}
