/**
 * fal through its own client, each request sent once. The client sends again by itself what was reset
 * or answered 502 to 504, and each of these may be a paid job; our fetch throws errors that it does
 * not know, which stops that. See docs/services.md.
 */
import type { FalClient } from '@fal-ai/client'
import { guardedFetch } from '../../net/guarded-fetch.ts'
import { apiFetch } from '../../net/api-fetch.ts'
import { type Exchange, recordingFetch } from '../exchange.ts'
import type { ProviderOptions } from '../provider-options.ts'
import type { CallContext } from '../service.ts'
import { transportFailure } from '../transport-failure.ts'

const HOSTS = /^https:\/\/([a-z0-9-]+\.)*(fal\.run|fal\.ai)\//
const ANSWER_BYTES = 10 * 1024 * 1024

/** An answer that is no success, as it came. */
export class FalRefused extends Error {
  override readonly name = 'FalRefused'
  readonly came: Exchange

  constructor(came: Exchange) {
    super(`fal answered ${came.status}`)
    this.came = came
  }
}

/** Hides a transport's failure from the client, which would send again. */
class FalBroken extends Error {
  override readonly name = 'FalBroken'
  readonly failure: unknown

  constructor(failure: unknown) {
    super('fal was not reached, or broke off')
    this.failure = failure
  }
}

/** How fal is reached. */
export type FalOptions = Pick<ProviderOptions, 'apiKey' | 'baseUrl' | 'timeoutMs' | 'addresses'>

/**
 * Runs one operation of the client. Throws FalRefused for an answer that is no success, ServiceFailure
 * for a transport that failed; an answer that can't be read has no value.
 */
export async function askFal<T>(
  options: FalOptions,
  context: CallContext,
  call: (client: FalClient, signal: AbortSignal) => Promise<T>,
): Promise<{ value: T | undefined; came: Exchange }> {
  const { timeoutMs } = options
  const { signal } = context
  const recorder = recordingFetch(ANSWER_BYTES, fetchFor(options))
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    signal.throwIfAborted()
    const client = await clientOf(options, once(recorder.fetch, options, limited))
    const value = await call(client, limited)
    return { value, came: recorder.last()! }
  } catch (error) {
    if (error instanceof FalRefused) throw error
    const came = recorder.last()
    if (came) return { value: undefined, came }
    const failure = error instanceof FalBroken ? error.failure : error
    throw transportFailure(failure, { provider: 'fal', signal, timeoutMs })
  }
}

async function clientOf({ apiKey }: FalOptions, fetch: typeof globalThis.fetch) {
  const { createFalClient } = await import('@fal-ai/client')
  return createFalClient({ credentials: apiKey, fetch, suppressLocalCredentialsWarning: true })
}

function once(
  fetch: typeof globalThis.fetch,
  { baseUrl }: FalOptions,
  signal: AbortSignal,
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = falUrl(input instanceof Request ? input.url : String(input), baseUrl)
    const response = await fetch(url, { ...init, signal }).catch((error: unknown) => {
      throw new FalBroken(error)
    })
    if (response.ok) return response
    const { status, headers } = response
    throw new FalRefused({ status, headers, body: await response.text() })
  }
}

/** fal's own hosts are asked as its API; an upload goes to wherever an answer of theirs says. */
function fetchFor({ baseUrl, addresses }: FalOptions): typeof globalThis.fetch {
  const guarded = guardedFetch(addresses)
  const ownOrigin = baseUrl && new URL(baseUrl).origin
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const isOwn = baseUrl ? URL.parse(url)?.origin === ownOrigin : HOSTS.test(url)
    return isOwn ? apiFetch(input, init) : guarded(input, init)
  }
}

/** fal has several hosts; a proxy or a local server takes the place of all, by their paths. */
export function falUrl(url: string, baseUrl: string | undefined): string {
  return baseUrl ? url.replace(HOSTS, `${baseUrl.replace(/\/$/, '')}/`) : url
}
