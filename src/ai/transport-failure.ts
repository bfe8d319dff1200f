import { type ProviderName, ServiceFailure } from './service.ts'

/** Nothing was sent yet when these happen. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])
const UNREACHABLE_WAIT_MS = 15_000
const LOST_WAIT_MS = 5_000

/** What a call was when its transport failed. */
export interface FailedCall {
  provider: ProviderName
  /** The caller's own signal; our time limit is another one. */
  signal: AbortSignal
  timeoutMs: number
}

/**
 * Classifies what `fetch` threw: certainly not sent is `wait`, everything after that `unknown`. An
 * abort that is not the caller's is our time limit.
 */
export function transportFailure(error: unknown, call: FailedCall): ServiceFailure {
  const { provider, signal, timeoutMs } = call
  if (signal.aborted) {
    const params = { service: provider }
    return new ServiceFailure({
      disposition: 'unknown',
      code: 'AI_CALL_ABORTED',
      params,
      cause: error,
    })
  }
  const cause = rootOf(error)
  if (['AbortError', 'TimeoutError'].includes(cause.name)) {
    const params = { provider, seconds: Math.round(timeoutMs / 1000) }
    return new ServiceFailure({ disposition: 'unknown', code: 'AI_TIMEOUT', params, cause: error })
  }
  const params = { provider, reason: cause.message || cause.name }
  if (BEFORE_SENDING.has((cause as NodeJS.ErrnoException).code ?? '')) {
    const waitMs = UNREACHABLE_WAIT_MS
    return new ServiceFailure({
      disposition: 'wait',
      code: 'AI_UNREACHABLE',
      params,
      waitMs,
      cause: error,
    })
  }
  const waitMs = LOST_WAIT_MS
  return new ServiceFailure({
    disposition: 'unknown',
    code: 'AI_CONNECTION_LOST',
    params,
    waitMs,
    cause: error,
  })
}

/** `fetch failed` says nothing; what is behind it does. */
export function rootOf(error: unknown): Error {
  let root = error
  while (root instanceof Error && root.cause instanceof Error) root = root.cause
  if (root instanceof AggregateError && root.errors[0] instanceof Error) return root.errors[0]
  return root instanceof Error ? root : new Error(String(root))
}

/** Seconds or a date, as HTTP has it, in milliseconds from now; undefined where it says nothing usable. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined
}
