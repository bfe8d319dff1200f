/** What VIDGEN_NOTIFY may hold. */
import { settingProblems as t } from '../text/settings.ts'
import { createHash } from 'node:crypto'

/** Where alerts go. A webhook's address lets anybody write to it: it is a secret. */
export type ChannelSetting =
  | { readonly kind: 'webhook' | 'slack'; readonly url: string }
  | { readonly kind: 'mail'; readonly to: string }

const MAIL_ADDRESS = /^[^\s,;:<>()[\]\\"@]+@[^\s,;:<>()[\]\\"@]+$/
const SECRET_DIGITS = 12
const SHOWN_DIGITS = 4

/**
 * Reads the entries of VIDGEN_NOTIFY, set apart by commas or spaces. What can't be used is told by its
 * place alone, for its text may be a secret.
 */
export function readChannels(text: string): { channels: ChannelSetting[]; problems: string[] } {
  const read = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(readChannel)
  const problems = read.flatMap((entry, at) =>
    typeof entry === 'string' ? [`entry ${at + 1} ${entry}`] : [],
  )
  const channels = read.filter((entry) => typeof entry !== 'string')
  const byId = new Map(channels.map((channel) => [channelId(channel), channel]))
  return { channels: [...byId.values()], problems }
}

function readChannel(entry: string): ChannelSetting | string {
  if (/^mailto:/i.test(entry)) return mailChannel(entry.slice('mailto:'.length))
  const slack = /^slack:/i.test(entry)
  const url = URL.parse(slack ? entry.slice('slack:'.length) : entry)
  if (!url || !/^https?:$/.test(url.protocol)) {
    return t.channelAddress
  }
  if (url.username !== '' || url.password !== '') return t.channelCredentials
  return { kind: slack ? 'slack' : 'webhook', url: url.href }
}

function mailChannel(to: string): ChannelSetting | string {
  return MAIL_ADDRESS.test(to) ? { kind: 'mail', to } : t.channelMail
}

/** Stands for a channel in the database, and tells nothing of its address. */
export function channelId(channel: ChannelSetting): string {
  const address = channel.kind === 'mail' ? channel.to : channel.url
  const hash = createHash('sha256').update(`${channel.kind}\n${address}`).digest('hex')
  return `${channel.kind}-${hash.slice(0, SECRET_DIGITS)}`
}

/** What may be shown: `slack hooks.slack.com (3f2a)`, `mail team@shop.example`. */
export function channelName(channel: ChannelSetting): string {
  if (channel.kind === 'mail') return `mail ${channel.to}`
  const digits = channelId(channel).slice(channel.kind.length + 1)
  return `${channel.kind} ${new URL(channel.url).host} (${digits.slice(0, SHOWN_DIGITS)})`
}
