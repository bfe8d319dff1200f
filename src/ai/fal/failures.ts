/** Classifies fal's error answers: of a model (`detail` is a list) and of its queue (`error_type`). */
import { z } from 'zod'
import type { ErrorCode } from '../../errors.ts'
import { type Exchange, parseJson, shownReason } from '../exchange.ts'
import { type Cost, type Disposition, ServiceFailure, type ServiceName } from '../service.ts'
import { retryAfterMs } from '../transport-failure.ts'

const detailSchema = z.union([
  z.string(),
  z.array(z.object({ type: z.string().catch(''), msg: z.string().catch('') })),
])
const errorSchema = z.object({
  detail: detailSchema.optional(),
  error: z.string().optional(),
  error_type: z.string().optional(),
})

/** What was asked, as far as it decides what an error means. */
export interface FalCall {
  service: ServiceName
  apiKey: string
  model: string
}

interface Told {
  status: number
  types: string[]
  reason: string
  waitMs: number | undefined
}

type Verdict = readonly [Disposition, ErrorCode]

const POLL_WAIT_MS = 10_000
const PICTURE =
  /^(image_too_small|image_too_large|image_load_error|file_download_error|file_too_large|face_detection_error|unsupported_\w*format)$/

/** A submit that was refused: nothing was queued, unless the answer comes from what stands between. */
export function submitFailure(came: Exchange, call: FalCall): ServiceFailure {
  const told = read(came, call.apiKey)
  const { status, waitMs } = told
  const [disposition, code] = ofAccount(told) ?? ofSubmit(told)
  const isWait = disposition === 'wait' && waitMs !== undefined
  const setting = call.service === 'pika' ? 'PIKA_MODEL' : 'NANO_BANANA_MODEL'
  const reason = told.reason || `HTTP ${status}`
  const params = { provider: 'fal', reason, model: call.model, setting }
  return new ServiceFailure({ disposition, code, params, ...(isWait && { waitMs }) })
}

function ofSubmit({ status, types }: Told): Verdict {
  if (status === 404) return ['halt', 'AI_MODEL_RETIRED']
  if (status === 429) return ['wait', 'AI_RATE_LIMITED']
  if (status >= 500) return ['unknown', 'AI_SERVER_ERROR']
  return ofModel(types) ?? ['reject', 'AI_REQUEST_REFUSED']
}

/**
 * A question about a request that was not answered: the request goes on, nothing is billed. Only one
 * that fal does not know is `reject`.
 */
export function pollFailure(came: Exchange, call: FalCall, requestId: string): ServiceFailure {
  const told = read(came, call.apiKey)
  const reason = told.reason || `HTTP ${told.status}`
  const account = ofAccount(told)
  if (account) return failure(account, reason)
  if (told.status === 404) {
    const params = { provider: 'fal', requestId }
    return new ServiceFailure({ disposition: 'reject', code: 'AI_REQUEST_UNKNOWN', params })
  }
  const waitMs = told.waitMs ?? POLL_WAIT_MS
  const params = { provider: 'fal', reason }
  return new ServiceFailure({ disposition: 'wait', code: 'AI_UNAVAILABLE', params, waitMs })
}

/** A request that ended without a result, by its result's own error. */
export function renderFailure(
  came: Exchange,
  call: FalCall,
  cost: Cost | undefined,
): ServiceFailure {
  const { types, reason, status } = read(came, call.apiKey)
  const verdict = ofModel(types) ?? ofEnd(types, call.service)
  return failure(verdict, reason || `HTTP ${status}`, cost)
}

function ofEnd(types: string[], service: ServiceName): Verdict {
  if (types.includes('no_media_generated') && service === 'nano-banana') {
    return ['retry', 'AI_NO_IMAGE']
  }
  return ['retry', 'AI_RENDER_FAILED']
}

function ofModel(types: string[]): Verdict | null {
  if (types.includes('content_policy_violation')) return ['reject', 'AI_CONTENT_POLICY']
  return types.some((type) => PICTURE.test(type)) ? ['reject', 'AI_PICTURE_REFUSED'] : null
}

/** What is wrong with the account holds for everybody's calls. */
function ofAccount({ status, reason }: Told): Verdict | null {
  if (status === 401) return ['halt', 'AI_KEY_REJECTED']
  if (status === 402) return ['halt', 'AI_BALANCE_EXHAUSTED']
  if (status !== 403) return null
  const isMoney = /balance|locked|credit|billing/i.test(reason)
  return ['halt', isMoney ? 'AI_BALANCE_EXHAUSTED' : 'AI_PERMISSION_DENIED']
}

function failure([disposition, code]: Verdict, reason: string, cost?: Cost): ServiceFailure {
  const params = { provider: 'fal', reason }
  return new ServiceFailure({ disposition, code, params, ...(cost && { cost }) })
}

function read({ status, headers, body }: Exchange, apiKey: string): Told {
  const waitMs = retryAfterMs(headers.get('retry-after'))
  const parsed = errorSchema.safeParse(parseJson(body))
  const ofHeader = headers.get('x-fal-error-type')
  const types = ofHeader ? [ofHeader] : []
  if (!parsed.success) {
    const reason = /^\s*</.test(body) ? `HTTP ${status}, an HTML page` : shownReason(body, [apiKey])
    return { status, types, reason, waitMs }
  }
  const { detail = '', error = '', error_type: type } = parsed.data
  const list = typeof detail === 'string' ? [] : detail
  const words = typeof detail === 'string' ? detail : list.map(({ msg }) => msg).join('; ')
  return {
    status,
    types: [...types, ...(type ? [type] : []), ...list.map((each) => each.type)],
    reason: shownReason(words || error || type || '', [apiKey]),
    waitMs,
  }
}

/** Whether a request ended because somebody stopped it (fal's words for it are thinly documented). */
export function wasCancelled(errorType: string | undefined): boolean {
  return errorType === 'client_cancelled'
}
