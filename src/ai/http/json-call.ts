import type { AddressPolicy } from '../../net/address-policy.ts'
import { guardedFetch } from '../../net/guarded-fetch.ts'
import { type Exchange, recordingFetch } from '../exchange.ts'
import type { CallContext, ProviderName } from '../service.ts'
import { transportFailure } from '../transport-failure.ts'

const ANSWER_BYTES = 50 * 1024 * 1024

/** One request of a JSON API. */
export interface JsonCall {
  provider: ProviderName
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  /** For an address that an answer named: what may be asked. */
  addresses?: AddressPolicy
  headers: Record<string, string>
  body?: unknown
  timeoutMs: number
}

/** Sends once and answers whatever came, read to its end. Throws ServiceFailure for a failed transport. */
export async function jsonCall(call: JsonCall, { signal }: CallContext): Promise<Exchange> {
  const { provider, method, url, timeoutMs, body, addresses } = call
  const recorder = recordingFetch(ANSWER_BYTES, addresses && guardedFetch(addresses))
  try {
    signal.throwIfAborted()
    await recorder.fetch(url, {
      method,
      headers: { accept: 'application/json', ...jsonType(call.body), ...call.headers },
      ...bodyOf(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    return recorder.last()!
  } catch (error) {
    throw transportFailure(error, { provider, signal, timeoutMs })
  }
}

function jsonType(body: unknown): Record<string, string> {
  const isJson = body !== undefined && !(body instanceof Uint8Array)
  return isJson ? { 'content-type': 'application/json' } : {}
}

/** Bytes as they are, anything else as JSON. */
function bodyOf(body: unknown): { body?: Uint8Array<ArrayBuffer> | string } {
  if (body === undefined) return {}
  return { body: body instanceof Uint8Array ? Uint8Array.from(body) : JSON.stringify(body) }
}

export function isSuccess({ status }: Exchange): boolean {
  return status >= 200 && status <= 299
}
