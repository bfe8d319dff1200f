import { isIPv4 } from 'node:net'
import { printable } from '../render/printable.ts'
import { headline } from '../text/notify.ts'
import { type Channel, ChannelFailure, type Message, type Reach } from './channel.ts'
import { shownAnswer } from './secrets.ts'

export interface MailOptions {
  id: string
  name: string
  to: string
  from: string
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the start. */
  smtpUrl: string
  reach: Pick<Reach, 'timeoutMs'>
}

/**
 * Sends messages by mail. A password only travels encrypted; a server on this machine is spoken to
 * plainly, for its certificate names another.
 */
export function createMail(options: MailOptions): Channel {
  const { id, name, to, from, smtpUrl, reach } = options
  return {
    id,
    name,
    async send(message, signal) {
      const limit = AbortSignal.timeout(reach.timeoutMs)
      try {
        const transport = await openTransport(smtpUrl, reach.timeoutMs)
        const { response } = await transport.sendMail({
          ...letter(message),
          from,
          to,
          messageId: `<${message.id}.${id}@${from.replace(/^.*@|>$/g, '')}>`,
          signal: AbortSignal.any([signal, limit]),
        })
        return shownAnswer(response, secretsOf(smtpUrl))
      } catch (error) {
        signal.throwIfAborted()
        throw failureOf(limit.aborted ? null : error, options)
      }
    },
  }
}

async function openTransport(smtpUrl: string, timeoutMs: number) {
  const { createTransport } = await import('nodemailer')
  const { protocol, hostname, port, username, password } = new URL(smtpUrl)
  const host = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'smtps:'
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  return createTransport({
    host,
    ...(port !== '' && { port: Number(port) }),
    secure,
    ...(username !== '' && { auth }),
    ...(isLoopback(host) ? { ignoreTLS: true } : { requireTLS: username !== '' && !secure }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Nothing that a message says is opened as a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}

function letter(message: Message) {
  const { lines, next, table, page } = message
  const text = [...lines, '', ...next, ...(table === undefined ? [] : ['', table])]
  return {
    subject: printable(`[vidgen] ${headline(message)}`),
    text: `${text.join('\n').trim()}\n`,
    // Who waits for an answer of a person gets none from a machine.
    headers: { 'auto-submitted': 'auto-generated' },
    ...(page && {
      html: page.html,
      attachments: [{ filename: page.name, content: page.html, contentType: 'text/html' }],
    }),
  }
}

interface MailError {
  code?: string
  responseCode?: number
  message: string
}

/** `null`: it took too long. */
function failureOf(error: unknown, { name: channel, smtpUrl, reach }: MailOptions): ChannelFailure {
  const { code, responseCode, message } = (error ?? { code: 'ETIMEDOUT' }) as MailError
  if (code === 'ETIMEDOUT') {
    const params = { channel, seconds: reach.timeoutMs / 1000 }
    return new ChannelFailure({ code: 'NOTIFY_TIMEOUT', params })
  }
  const reason = shownAnswer(message, secretsOf(smtpUrl))
  if (responseCode === undefined) {
    return new ChannelFailure({ code: 'NOTIFY_UNREACHABLE', params: { channel, reason } })
  }
  // A permanent answer to what was sent, not to who we are or for whom it is.
  const ofMessage = code === 'EMESSAGE' && responseCode >= 500
  return new ChannelFailure(
    { code: 'NOTIFY_MAIL_REFUSED', params: { channel, reason } },
    { ofMessage },
  )
}

function secretsOf(smtpUrl: string): string[] {
  const { password } = new URL(smtpUrl)
  return [smtpUrl, ...(password === '' ? [] : [password, decodeURIComponent(password)])]
}
