import { createHmac } from 'node:crypto'

/** How the secret of the Standard Webhooks begins: what follows is base64. */
const ENCODED = 'whsec_'

/** What is signed, as it is sent. */
export interface Signed {
  id: string
  /** Seconds since 1970. */
  timestamp: number
  body: string
}

/**
 * The headers by which a receiver knows who sent a webhook, when, and whether it came before, as the
 * Standard Webhooks have them: an HMAC-SHA256 over id, timestamp and body.
 */
export function signedHeaders(secret: string | null, signed: Signed): Record<string, string> {
  const { id, timestamp, body } = signed
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp) }
  if (secret === null) return headers
  const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`)
  return { ...headers, 'webhook-signature': `v1,${hmac.digest('base64')}` }
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(ENCODED)
    ? Buffer.from(secret.slice(ENCODED.length), 'base64')
    : Buffer.from(secret, 'utf8')
}
