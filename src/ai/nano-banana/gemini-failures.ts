/** Classifies Gemini's error answers; their shape is google.rpc.Status with typed details. */
import { z } from 'zod'
import type { ErrorCode } from '../../errors.ts'
import { type Exchange, parseJson, shownReason } from '../exchange.ts'
import type { ImageOptions } from '../provider-options.ts'
import { type Disposition, ServiceFailure } from '../service.ts'
import { retryAfterMs } from '../transport-failure.ts'

const errorSchema = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    details: z
      .array(
        z.object({
          reason: z.string().optional(),
          retryDelay: z.string().optional(),
          violations: z.array(z.object({ quotaId: z.string().optional() })).optional(),
        }),
      )
      .catch([])
      .default([]),
  }),
})

interface Told {
  status: number
  message: string
  reasons: string[]
  quotas: string[]
  /** What RetryInfo or Retry-After ask for. */
  waitMs: number | undefined
}

type Verdict = readonly [Disposition, ErrorCode]

/** A failure for an answer that is no success. */
export function geminiFailure(came: Exchange, options: ImageOptions): ServiceFailure {
  const told = read(came)
  const [disposition, code] = judge(told)
  const { waitMs } = told
  const { model, apiKey } = options
  const reason = shownReason(told.message || `HTTP ${told.status}`, [apiKey])
  return new ServiceFailure({
    disposition,
    code,
    params: { provider: 'gemini', reason, model, setting: 'NANO_BANANA_MODEL' },
    ...(disposition === 'wait' && waitMs !== undefined && { waitMs }),
  })
}

function read({ status, headers, body }: Exchange): Told {
  const waitOfHeader = retryAfterMs(headers.get('retry-after'))
  const parsed = errorSchema.safeParse(parseJson(body))
  if (!parsed.success) {
    const message = /^\s*</.test(body) ? `HTTP ${status}, an HTML page` : body
    return { status, message, reasons: [], quotas: [], waitMs: waitOfHeader }
  }
  const { message, details } = parsed.data.error
  const delay = details.find(({ retryDelay }) => retryDelay !== undefined)?.retryDelay
  return {
    status,
    message,
    reasons: details.flatMap(({ reason }) => reason ?? []),
    quotas: details.flatMap(({ violations = [] }) => violations.flatMap((v) => v.quotaId ?? [])),
    waitMs: delay === undefined ? waitOfHeader : Math.round(Number.parseFloat(delay) * 1000),
  }
}

function judge(told: Told): Verdict {
  const { status, message, reasons } = told
  if (reasons.includes('API_KEY_INVALID') || status === 401) return ['halt', 'AI_KEY_REJECTED']
  switch (status) {
    case 400:
      return ofBadRequest(message)
    case 402:
      return ['halt', 'AI_BALANCE_EXHAUSTED']
    case 403:
      return ['halt', 'AI_PERMISSION_DENIED']
    case 404:
      return ['halt', 'AI_MODEL_RETIRED']
    case 413:
      return ['reject', 'AI_PICTURE_REFUSED']
    case 429:
      return ofQuota(told)
    // Google's billing FAQ says that requests which fail with 400 or 500 are not charged (from memory).
    case 500:
      return ['retry', 'AI_SERVER_ERROR']
    case 503:
      return ['wait', 'AI_UNAVAILABLE']
    default:
      // 502 and 504 come from what stands between: the model may have gone on.
      return status >= 500 ? ['unknown', 'AI_SERVER_ERROR'] : ['reject', 'AI_REQUEST_REFUSED']
  }
}

function ofBadRequest(message: string): Verdict {
  if (/api key/i.test(message)) return ['halt', 'AI_KEY_REJECTED']
  if (/billing|location is not supported|free tier/i.test(message)) {
    return ['halt', 'AI_PERMISSION_DENIED']
  }
  if (/image|mime type/i.test(message)) return ['reject', 'AI_PICTURE_REFUSED']
  return ['reject', 'AI_REQUEST_REFUSED']
}

/** By the minute it passes by itself; by the day, or when there is none at all, it does not. */
function ofQuota({ message, quotas }: Told): Verdict {
  if (/limit: 0\b/.test(message)) return ['halt', 'AI_NO_QUOTA']
  if (quotas.some((quota) => /PerDay/i.test(quota))) return ['halt', 'AI_QUOTA_OF_DAY']
  if (/spend|billing|prepay|credit/i.test(message)) return ['halt', 'AI_BALANCE_EXHAUSTED']
  return ['wait', 'AI_RATE_LIMITED']
}
