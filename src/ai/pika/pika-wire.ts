/**
 * The wire format of Pika's own API. UNVERIFIED as a whole: no page of Pika's about it could be read,
 * and it was never called from here. It agrees across at least five public repositories that use it,
 * and for the error codes with Comfy's documentation of its router. One live check with a key settles
 * it; whatever differs is to be changed in this file alone.
 */
import { z } from 'zod'
import type { ErrorCode } from '../../errors.ts'
import type { Disposition, VideoRequest } from '../service.ts'

export const PIKA_API = 'https://api.dev.pika.art'

export const paths = {
  submit: (apiId: string) => `/v1/media/${apiId}`,
  job: (id: string) => `/v1/media/jobs/${encodeURIComponent(id)}`,
  uploads: '/v1/media/uploads',
  catalogue: (apiId: string) => `/catalog/apis/${apiId}?expand=inputs`,
}

export function headersOf(apiKey: string, key?: string): Record<string, string> {
  return { 'x-api-key': apiKey, ...(key !== undefined && { 'idempotency-key': key }) }
}

/** The body of pikaframes; pictures by https addresses only. */
export function bodyOf(request: VideoRequest, addresses: string[]): Record<string, unknown> {
  const { prompt, resolution, durationS, seed } = request
  return { images: addresses, prompt, resolution, transition_duration_s: durationS, seed }
}

export const submitted = z.object({ id: z.string().min(1) })

export const upload = z.object({
  upload_url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  url: z.string(),
})

export const job = z.object({
  status: z.enum(['queued', 'running', 'completed', 'failed']),
  output: z.object({ video: z.object({ url: z.string() }).optional() }).nullish(),
  error: z.object({ code: z.string().catch(''), message: z.string().catch('') }).nullish(),
})

export const refused = z.object({ message: z.string() })

type Verdict = readonly [Disposition, ErrorCode]

/** Why a job failed. Only successes are charged, so none of these cost anything. */
const ENDS: Readonly<Record<string, Verdict>> = {
  invalid_input: ['reject', 'AI_REQUEST_REFUSED'],
  content_moderation: ['reject', 'AI_CONTENT_POLICY'],
  insufficient_balance: ['halt', 'AI_BALANCE_EXHAUSTED'],
  membership_required: ['halt', 'AI_PERMISSION_DENIED'],
  admission_suspended: ['halt', 'AI_PERMISSION_DENIED'],
  usage_limit_exceeded: ['halt', 'AI_QUOTA_OF_DAY'],
  cycle_limit_exceeded: ['halt', 'AI_QUOTA_OF_DAY'],
  rate_limited: ['wait', 'AI_RATE_LIMITED'],
  provider_unavailable: ['wait', 'AI_UNAVAILABLE'],
}

export function endOf(code: string): Verdict {
  return ENDS[code] ?? ['retry', 'AI_RENDER_FAILED']
}

/** What a refused request means. It answers by its key: everything uncertain is sent again. */
export function refusalOf(status: number): Verdict {
  switch (status) {
    case 401:
      return ['halt', 'AI_KEY_REJECTED']
    case 402:
      return ['halt', 'AI_BALANCE_EXHAUSTED']
    case 403:
      return ['halt', 'AI_PERMISSION_DENIED']
    case 404:
      return ['halt', 'AI_MODEL_RETIRED']
    case 409:
      return ['reject', 'AI_KEY_CONFLICT']
    case 413:
    case 415:
      return ['reject', 'AI_PICTURE_REFUSED']
    case 429:
      return ['wait', 'AI_RATE_LIMITED']
    default:
      return status >= 500 ? ['unknown', 'AI_UNAVAILABLE'] : ['reject', 'AI_REQUEST_REFUSED']
  }
}
