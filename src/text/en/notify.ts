import type { HoldAlert, TestAlert } from '../../notify/alert.ts'

const tryIt = 'vidgen notify test tries it.'

/** Errors of alerts and of the channels that they go to: code → message and hint. */
export const notifyErrors = {
  NOTIFY_NO_CHANNEL: () => ({
    message: 'There is nobody to send to: VIDGEN_NOTIFY is not set.',
    hint: 'Put the address of a webhook or of a person into it, as in .env.example.',
  }),
  NOTIFY_UNREACHABLE: (p: { channel: string; reason: string }) => ({
    message: `${p.channel} can't be reached: ${p.reason}.`,
    hint: `Check its address in VIDGEN_NOTIFY (for mail VIDGEN_SMTP_URL) and the network; ${tryIt}`,
  }),
  NOTIFY_TIMEOUT: (p: { channel: string; seconds: number }) => ({
    message: `${p.channel} did not answer within ${p.seconds} s.`,
    hint: `Check that it works; ${tryIt}`,
  }),
  NOTIFY_REFUSED: (p: { channel: string; status: number; answer: string }) => ({
    message: `${p.channel} answered HTTP ${p.status}${p.answer === '' ? '' : `: ${p.answer}`}.`,
    hint: `Check its address in VIDGEN_NOTIFY, and what it wants; ${tryIt}`,
  }),
  NOTIFY_REDIRECTED: (p: { channel: string; status: number }) => ({
    message: `${p.channel} answered HTTP ${p.status}, a redirect, which is not followed.`,
    hint: 'Put the address that it leads to into VIDGEN_NOTIFY.',
  }),
  NOTIFY_ADDRESS_REFUSED: (p: { channel: string; address: string }) => ({
    message: `${p.channel} leads to ${p.address}, which is not on the public internet.`,
    hint: 'Where it lies in your own network: VIDGEN_ALLOW=private-addresses.',
  }),
  NOTIFY_MAIL_REFUSED: (p: { channel: string; reason: string }) => ({
    message: `The mail server did not take a message for ${p.channel}: ${p.reason}.`,
    hint: `Check VIDGEN_SMTP_URL and VIDGEN_MAIL_FROM; ${tryIt}`,
  }),
}

/** What a notification says in every channel. */
export interface AlertText {
  title: string
  lines: string[]
  /** What to do: commands and sentences. */
  next: string[]
}

/** The sentences of each kind of notification. */
export const alertTexts = {
  hold: ({ scope, code, reason }: HoldAlert): AlertText => ({
    title: scope === 'all' ? 'Purchases are paused' : `Purchases from ${scope} are paused`,
    lines: [reason === code ? code : `${reason} (${code})`, 'No job fails by this.'],
    next: [`Mend it, then: vidgen resume${scope === 'all' ? '' : ` --provider ${scope}`}`],
  }),
  test: ({ by }: TestAlert): AlertText => ({
    title: 'A test of vidgen',
    lines: [`Sent by ${by}. Alerts and reports come the same way.`],
    next: [],
  }),
}

/** The title with where it comes from, where that is not the everyday one. */
export function headline(p: { title: string; rehearsal: boolean; environment: string }): string {
  const from = [
    p.environment === 'development' ? '' : p.environment,
    p.rehearsal ? 'rehearsal' : '',
  ].filter(Boolean)
  return from.length === 0 ? p.title : `${p.title} (${from.join(', ')})`
}
