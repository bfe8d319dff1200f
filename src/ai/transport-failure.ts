import { VidgenError } from '../errors.ts'
import { NotConnected, Redirected } from '../net/api-fetch.ts'
import { refusalOf } from '../net/guarded-agent.ts'
import { behind } from '../text/behind.ts'
import { type FailureDetails, type ProviderName, ServiceFailure } from './service.ts'

const LOST_WAIT_MS = 5_000

/** What a call was when its transport failed. */
export interface FailedCall {
  provider: ProviderName
  /** The caller's own signal; our time limit is another one. */
  signal: AbortSignal
  timeoutMs: number
}

/**
 * Classifies what `fetch` threw: certainly not sent is `wait` or `halt`, everything after that
 * `unknown`. An abort that is not the caller's is our time limit.
 */
export function transportFailure(error: unknown, call: FailedCall): ServiceFailure {
  return new ServiceFailure({ ...detailsOf(error, call), cause: error })
}

function detailsOf(error: unknown, call: FailedCall): FailureDetails {
  const { provider, signal, timeoutMs } = call
  if (signal.aborted) {
    return { disposition: 'unknown', code: 'AI_CALL_ABORTED', params: { service: provider } }
  }
  const cause = rootOf(error)
  if (['AbortError', 'TimeoutError'].includes(cause.name)) {
    const params = { provider, seconds: Math.round(timeoutMs / 1000) }
    return { disposition: 'unknown', code: 'AI_TIMEOUT', params }
  }
  const params = { provider, reason: cause.message || cause.name }
  if (has(error, Redirected)) return { disposition: 'halt', code: 'AI_ADDRESS_WRONG', params }
  if (has(error, NotConnected)) return { disposition: 'wait', code: 'AI_UNREACHABLE', params }
  const refused = cause instanceof VidgenError ? cause : refusalOf(error, 'What it named')
  if (refused) {
    const params = { provider, reason: behind(refused) }
    return { disposition: 'retry', code: 'AI_ANSWER_UNREADABLE', params }
  }
  return { disposition: 'unknown', code: 'AI_CONNECTION_LOST', params, waitMs: LOST_WAIT_MS }
}

/** Whether an error of this kind is behind another. */
function has(error: unknown, kind: typeof NotConnected | typeof Redirected): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof kind) return true
  return false
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
