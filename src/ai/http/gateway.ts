/** The plain contract of a gateway of one's own: docs/http-contract.md. */
import { z } from 'zod'
import { VidgenError } from '../../errors.ts'
import type { ErrorCode } from '../../errors.ts'
import { productMicros } from '../../money/decimal.ts'
import type { AddressPolicy } from '../../net/address-policy.ts'
import { type Exchange, parseJson, shownReason } from '../exchange.ts'
import type { ProviderOptions } from '../provider-options.ts'
import {
  type CallContext,
  type Cost,
  type Disposition,
  type FailureDetails,
  type Picture,
  type Probe,
  ServiceFailure,
} from '../service.ts'
import { behind } from '../../text/behind.ts'
import { retryAfterMs } from '../transport-failure.ts'
import { isSuccess, jsonCall } from './json-call.ts'

const AGAIN_MS = 5_000

const errorSchema = z.object({
  error: z.union([
    z.string(),
    z.object({ code: z.string().catch(''), message: z.string().catch('') }),
  ]),
})

/** A field that a result can do without: null, or nonsense in it, must not hold up what was paid for. */
export function detail<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.optional().catch(undefined)
}

/** A sum in US dollars; one that no call can cost is none. */
export const usdSchema = detail(z.number().nonnegative().max(10_000))

/** The gateway's answer, checked. Throws ServiceFailure. */
export async function askGateway<T>(
  options: ProviderOptions,
  request: {
    method: 'GET' | 'POST' | 'DELETE'
    path: string
    body?: unknown
    key?: string
    schema: z.ZodType<T>
  },
  context: CallContext,
): Promise<T> {
  const { method, path, body, key, schema } = request
  const came = await jsonCall(
    {
      provider: 'http',
      method,
      url: `${base(options)}${path}`,
      headers: headersOf(options, key),
      timeoutMs: options.timeoutMs,
      ...(body !== undefined && { body }),
    },
    context,
  )
  const isPaid = method === 'POST'
  if (!isSuccess(came))
    throw isPaid ? paidFailure(came, options) : askedFailure(came, options, path)
  const parsed = schema.safeParse(parseJson(came.body))
  if (parsed.success) return parsed.data
  throw fail(isPaid ? 'unknown' : 'wait', 'AI_ANSWER_UNREADABLE', {
    reason: /^\s*</.test(came.body) ? 'an HTML page' : 'JSON of another shape',
    waitMs: AGAIN_MS,
  })
}

function headersOf({ apiKey }: ProviderOptions, key: string | undefined): Record<string, string> {
  return { authorization: `Bearer ${apiKey}`, ...(key !== undefined && { 'idempotency-key': key }) }
}

function base({ baseUrl }: ProviderOptions): string {
  return (baseUrl ?? '').replace(/\/+$/, '')
}

/** A purchase that was refused. It answers by its key, so everything uncertain is sent again. */
function paidFailure(came: Exchange, { apiKey, model }: ProviderOptions): ServiceFailure {
  const { status } = came
  const { code, reason } = told(came, apiKey)
  const waitMs = retryAfterMs(came.headers.get('retry-after'))
  if (status >= 500) {
    return fail('unknown', 'AI_SERVER_ERROR', { reason, waitMs: waitMs ?? AGAIN_MS })
  }
  if (status === 429) {
    return fail('wait', 'AI_RATE_LIMITED', { reason, ...(waitMs !== undefined && { waitMs }) })
  }
  const setting = 'NANO_BANANA_MODEL or PIKA_MODEL'
  if (status === 404 && /model/i.test(code)) {
    const params = { provider: 'http', model, setting }
    return new ServiceFailure({ disposition: 'halt', code: 'AI_MODEL_RETIRED', params })
  }
  const [disposition, errorCode] = verdictOf(status, code)
  return fail(disposition, errorCode, { reason })
}

function verdictOf(status: number, code: string): readonly [Disposition, ErrorCode] {
  switch (status) {
    case 401:
      return ['halt', 'AI_KEY_REJECTED']
    case 402:
      return ['halt', 'AI_BALANCE_EXHAUSTED']
    case 403:
      return ['halt', 'AI_PERMISSION_DENIED']
    // There is no gateway at this address: nobody's calls can work.
    case 404:
    case 405:
      return ['halt', 'AI_ADDRESS_WRONG']
    case 409:
      return ['reject', 'AI_KEY_CONFLICT']
    case 413:
    case 415:
      return ['reject', 'AI_PICTURE_REFUSED']
    default:
      return endOf(code) ?? ['reject', 'AI_REQUEST_REFUSED']
  }
}

/** What the gateway's own error codes mean; null for those that nobody agreed on. */
export function endOf(code: string): readonly [Disposition, ErrorCode] | null {
  if (/policy|moderation|safety/i.test(code)) return ['reject', 'AI_CONTENT_POLICY']
  return /image|picture/i.test(code) ? ['reject', 'AI_PICTURE_REFUSED'] : null
}

/** A question that was not answered says nothing about the render. */
function askedFailure(came: Exchange, { apiKey }: ProviderOptions, path: string): ServiceFailure {
  const { reason } = told(came, apiKey)
  const { status } = came
  if (status === 404) {
    const requestId = decodeURIComponent(path.split('/').at(-1) ?? '')
    const params = { provider: 'http', requestId }
    return new ServiceFailure({ disposition: 'reject', code: 'AI_REQUEST_UNKNOWN', params })
  }
  if (status >= 400 && status < 404 && status !== 400) {
    const [disposition, code] = verdictOf(status, '')
    return fail(disposition, code, { reason })
  }
  const waitMs = retryAfterMs(came.headers.get('retry-after')) ?? AGAIN_MS
  return fail('wait', 'AI_UNAVAILABLE', { reason, waitMs })
}

function told({ status, body }: Exchange, apiKey: string): { code: string; reason: string } {
  const parsed = errorSchema.safeParse(parseJson(body))
  if (!parsed.success) {
    const isHtml = /^\s*</.test(body)
    const reason = isHtml ? `HTTP ${status}, an HTML page` : `HTTP ${status} ${body}`
    return { code: '', reason: shownReason(reason, [apiKey]) }
  }
  const { error } = parsed.data
  const { code, message } = typeof error === 'string' ? { code: '', message: error } : error
  return { code, reason: shownReason(message || code || `HTTP ${status}`, [apiKey]) }
}

/** A failure of the gateway. */
export function fail(
  disposition: Disposition,
  code: ErrorCode,
  details: { reason: string; waitMs?: number; cost?: Cost },
): ServiceFailure {
  const { reason, waitMs, cost } = details
  const failure: FailureDetails = { disposition, code, params: { provider: 'http', reason } }
  return new ServiceFailure({
    ...failure,
    ...(waitMs !== undefined && { waitMs }),
    ...(cost && { cost }),
  })
}

/** What the gateway says that it cost, else the price table. */
export function costOf(usd: number | undefined, tableMicros: number): Cost {
  if (usd === undefined) return { micros: tableMicros, source: 'price-table' }
  return { micros: productMicros(usd), source: 'provider' }
}

/** By address where there is one, else the bytes themselves. */
export function pictureAddress({ url, bytes, contentType }: Picture): string {
  return url ?? `data:${contentType};base64,${Buffer.from(bytes).toString('base64')}`
}

/** The operator chose the gateway's own origin, wherever it lies. */
export function addressesOf(options: ProviderOptions): AddressPolicy {
  return { ...options.addresses, ownOrigin: new URL(base(options)).origin }
}

/** Any answer but a refused key shows that a gateway is there; nothing is bought. */
export async function probeGateway(options: ProviderOptions, context: CallContext): Promise<Probe> {
  const came = await jsonCall(
    {
      provider: 'http',
      method: 'GET',
      url: `${base(options)}/`,
      headers: headersOf(options, undefined),
      timeoutMs: options.timeoutMs,
    },
    context,
  )
  if (came.status === 401 || came.status === 403) throw paidFailure(came, options)
  if (came.status >= 500) {
    throw fail('wait', 'AI_UNAVAILABLE', { reason: `HTTP ${came.status}`, waitMs: AGAIN_MS })
  }
  return { answered: new URL(base(options)).host }
}

/** Why a download failed. */
export function reasonOf(error: unknown): string {
  if (error instanceof VidgenError) return behind(error)
  return error instanceof Error ? error.message : String(error)
}
