/** One answer of an API as it came, which the SDKs tell only in part. */
import { apiFetch } from '../net/api-fetch.ts'
import { redactSecrets, redactUrl } from '../net/redact.ts'

export interface Exchange {
  status: number
  headers: Headers
  /** The whole body as text. */
  body: string
}

/** The last answer that came through a recording fetch; null when none came. */
export interface Recorder {
  fetch: typeof fetch
  last(): Exchange | null
}

/** A fetch that keeps what came, bounded, and hands the SDK the same. */
export function recordingFetch(maxBytes: number, fetch = apiFetch): Recorder {
  let kept: Exchange | null = null
  return {
    last: () => kept,
    async fetch(input, init) {
      kept = null
      const response = await fetch(input, init)
      const body = await readText(response, maxBytes)
      kept = { status: response.status, headers: new Headers([...response.headers]), body }
      const { status, headers } = kept
      const isEmpty = status === 204 || status === 304
      return new Response(isEmpty ? null : body, { status, headers: plain(headers) })
    },
  }
}

/** What a body was packed in does not hold for the text of it. */
function plain(headers: Headers): Headers {
  const kept = new Headers(headers)
  kept.delete('content-encoding')
  kept.delete('content-length')
  return kept
}

/** An answer that is larger than anything sensible is not read to its end. Throws RangeError. */
async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new RangeError(`an answer of more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * A provider's words as they may be shown: on one line, cut, without control characters, keys (fal's
 * has two halves) and what addresses carry.
 */
export function shownReason(text: string, secrets: readonly string[] = []): string {
  const REASON_CHARS = 300
  const halves = secrets.flatMap((secret) => secret.split(':').filter((half) => half.length > 7))
  const masked = redactSecrets(text, [...secrets, ...halves]).replaceAll(ADDRESS, redactUrl)
  // oxlint-disable-next-line no-control-regex
  const line = masked.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
  const shown = line.length > REASON_CHARS ? `${line.slice(0, REASON_CHARS - 1)}…` : line
  // Half a character is no text: PostgreSQL refuses it.
  return shown.toWellFormed()
}

const ADDRESS = /https?:\/\/[^\s"'<>]+/g

/** JSON, or undefined for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
