import type { Channel, Message, Reach } from './channel.ts'
import { post } from './post.ts'
import { signedHeaders } from './sign.ts'

/** Grows when a key changes its meaning or goes; new keys do not change it. */
const VERSION = 1

export interface WebhookOptions {
  id: string
  name: string
  url: string
  secret: string | null
  reach: Reach
}

/** Posts messages as JSON, signed where there is a secret; see docs/webhooks.md. */
export function createWebhook(options: WebhookOptions): Channel {
  const { id, name, url, secret, reach } = options
  return {
    id,
    name,
    send(message, signal) {
      const body = webhookBody(message)
      const timestamp = Math.floor(reach.clock().getTime() / 1000)
      const headers = signedHeaders(secret, { id: message.id, timestamp, body })
      return post({ channel: name, url, body, headers, reach, signal })
    },
  }
}

function webhookBody(message: Message): string {
  const { id, kind, at, rehearsal, environment, title, lines, next, data } = message
  return JSON.stringify({
    schemaVersion: VERSION,
    id,
    kind,
    at: at.toISOString(),
    rehearsal,
    environment,
    title,
    text: lines.join('\n'),
    next,
    data,
  })
}
