import { z } from 'zod'
import { videoMicros } from '../../money/price-table.ts'
import {
  addressesOf,
  askGateway,
  costOf,
  detail,
  endOf,
  fail,
  pictureAddress,
  probeGateway,
  usdSchema,
} from '../http/gateway.ts'
import type { ProviderOptions } from '../provider-options.ts'
import { fetchResult } from '../result-download.ts'
import {
  type CallContext,
  type Order,
  type RenderState,
  ServiceFailure,
  type VideoRequest,
  type VideoService,
} from '../service.ts'

const POLL_EVERY_MS = 5_000

const submitSchema = z.object({ id: z.string().min(1) })
const stateSchema = z.object({
  state: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
  progress: detail(z.number().min(0).max(100)),
  output_url: detail(z.string().min(1)),
  cost: usdSchema,
  error: detail(
    z.union([z.string(), z.object({ code: z.string().catch(''), message: z.string().catch('') })]),
  ),
  expires_at: detail(z.iso.datetime({ offset: true })),
})

type State = z.infer<typeof stateSchema>

/** Pika by a gateway of one's own: create, poll, fetch; the same key answered again. */
export function createHttpVideos(options: ProviderOptions): VideoService {
  const { model, price, timeoutMs, pollEveryMs = POLL_EVERY_MS } = options
  return {
    service: 'pika',
    provider: 'http',
    model,
    endpoint: 'videos',
    repeatable: true,
    answersWithinMs: timeoutMs,
    fetchesPictures: true,
    settings: {},
    pollEveryMs,
    priceMicros: (order) => videoMicros(price, order),
    submit: (request, context) => submit(request, options, context),
    poll: (order, context) => poll(order, options, context),
    cancel: (order, context) => cancel(order, options, context),
    fetch: (url, toFile, { signal }) => {
      const addresses = addressesOf(options)
      return fetchResult({ provider: 'http', url, toFile, kind: 'video', addresses, signal })
    },
    probe: (context) => probeGateway(options, context),
  }
}

async function submit(
  request: VideoRequest,
  options: ProviderOptions,
  context: CallContext,
): Promise<{ requestId: string }> {
  const { startFrame, endFrame, prompt, durationS, resolution, seed, key } = request
  const body = {
    start_image_url: pictureAddress(startFrame),
    end_image_url: pictureAddress(endFrame),
    prompt,
    duration: durationS,
    resolution,
    seed,
    model: options.model,
  }
  const order = { method: 'POST', path: '/videos', body, key, schema: submitSchema } as const
  const { id } = await askGateway(options, order, context)
  return { requestId: id }
}

async function poll(
  order: Order,
  options: ProviderOptions,
  context: CallContext,
): Promise<RenderState> {
  const path = `/videos/${encodeURIComponent(order.requestId)}`
  const state = await askGateway(options, { method: 'GET', path, schema: stateSchema }, context)
  const cost = () => costOf(state.cost, videoMicros(options.price, order))
  switch (state.state) {
    case 'queued':
      return { state: 'rendering', progress: state.progress ?? 0, queued: true }
    case 'running':
      return { state: 'rendering', progress: state.progress ?? 0 }
    case 'cancelled':
      return { state: 'cancelled', cost: state.cost === undefined ? null : cost() }
    case 'failed':
      return { state: 'failed', failure: failureOf(state) }
    case 'completed':
    default: {
      const { output_url: url, expires_at: expires } = state
      if (!url) throw fail('wait', 'AI_ANSWER_UNREADABLE', { reason: 'no output_url' })
      return {
        state: 'succeeded',
        url,
        cost: cost(),
        expiresAt: expires === undefined ? null : new Date(expires),
      }
    }
  }
}

/** A failed video costs what the gateway says, nothing where it says nothing. */
function failureOf({ error, cost }: State): ServiceFailure {
  const { code, message } = typeof error === 'object' ? error : { code: '', message: error ?? '' }
  const [disposition, errorCode] = endOf(code) ?? (['retry', 'AI_RENDER_FAILED'] as const)
  const reason = message || code || 'it does not say why'
  return fail(disposition, errorCode, {
    reason,
    ...(cost !== undefined && cost > 0 && { cost: costOf(cost, 0) }),
  })
}

async function cancel(
  order: Order,
  options: ProviderOptions,
  context: CallContext,
): Promise<boolean> {
  const path = `/videos/${encodeURIComponent(order.requestId)}`
  try {
    await askGateway(options, { method: 'DELETE', path, schema: z.unknown() }, context)
    return true
  } catch (error) {
    // Too late, or never heard of: the poll tells.
    if (error instanceof ServiceFailure) return false
    throw error
  }
}
