import { fetch } from 'undici'
import { retryAfterMs, rootOf } from '../ai/transport-failure.ts'
import { mayBePrivate } from '../net/address-policy.ts'
import { guardedAgent, refusalOf } from '../net/guarded-agent.ts'
import { ChannelFailure, type Reach } from './channel.ts'
import { secretsOfUrl, shownAnswer } from './secrets.ts'

/** Of an answer only its beginning is read. */
const ANSWER_BYTES = 2_000
/** The message itself is refused, so that others may still be taken. */
const OF_MESSAGE = new Set([400, 413, 415, 422])

export interface Post {
  /** What is shown in place of the address. */
  channel: string
  url: string
  body: string
  headers?: Record<string, string>
  reach: Pick<Reach, 'addresses' | 'timeoutMs'>
  signal: AbortSignal
}

/**
 * Posts JSON to a public address (see {@link guardedAgent}), following no redirect; answers `200 ok`,
 * what came back. Throws {@link ChannelFailure}, or the signal's reason.
 */
export async function post(request: Post): Promise<string> {
  const { signal, channel, url } = request
  const { timeoutMs } = request.reach
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    return await exchange(request, AbortSignal.any([signal, limit]))
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ChannelFailure) throw error
    if (limit.aborted) {
      throw new ChannelFailure({
        code: 'NOTIFY_TIMEOUT',
        params: { channel, seconds: timeoutMs / 1000 },
      })
    }
    const refusal = refusalOf(error, channel)
    if (refusal?.code === 'DOWNLOAD_ADDRESS_REFUSED') {
      const { address } = refusal.params as { address: string }
      throw new ChannelFailure({ code: 'NOTIFY_ADDRESS_REFUSED', params: { channel, address } })
    }
    const { message, name } = rootOf(error)
    const reason = shownAnswer(message || name, secretsOfUrl(url))
    throw new ChannelFailure({ code: 'NOTIFY_UNREACHABLE', params: { channel, reason } })
  }
}

async function exchange({ channel, url, ...rest }: Post, signal: AbortSignal): Promise<string> {
  const { body, headers, reach } = rest
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'user-agent': 'vidgen', ...headers },
    redirect: 'manual',
    dispatcher: guardedAgent(mayBePrivate(url, reach.addresses)),
    signal,
  })
  const { status } = response
  const answer = shownAnswer(await beginningOf(response.body), secretsOfUrl(url))
  if (response.ok) return `${status} ${answer}`.trim()
  if (status >= 300 && status < 400) {
    throw new ChannelFailure({ code: 'NOTIFY_REDIRECTED', params: { channel, status } })
  }
  throw new ChannelFailure(
    { code: 'NOTIFY_REFUSED', params: { channel, status, answer } },
    {
      ofMessage: OF_MESSAGE.has(status),
      waitMs: retryAfterMs(response.headers.get('retry-after')) ?? null,
    },
  )
}

/** What was answered counts, whatever becomes of its rest. */
async function beginningOf(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= ANSWER_BYTES) break
    }
  } catch {
    // The status has come: nothing else decides.
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, ANSWER_BYTES))
}
