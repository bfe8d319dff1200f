/** fal's queue: submit, status, result, cancel, upload. The same for images and videos. */
import { z } from 'zod'
import type { Exchange } from '../exchange.ts'
import type { ProviderOptions } from '../provider-options.ts'
import {
  type CallContext,
  type Cost,
  type Order,
  type Picture,
  type Probe,
  type RenderState,
  ServiceFailure,
  type ServiceName,
} from '../service.ts'
import { transportFailure } from '../transport-failure.ts'
import { askFal, FalRefused } from './client.ts'
import {
  type FalCall,
  pollFailure,
  renderFailure,
  submitFailure,
  wasCancelled,
} from './failures.ts'
import { askPricing, billedMicros } from './pricing.ts'

/** A service of fal's queue. */
export interface FalQueue {
  options: ProviderOptions
  service: ServiceName
  /** The address of the result in its JSON; undefined when it is not there. */
  resultUrl(result: unknown): string | undefined
  /** What it costs by our price table. */
  tableMicros(order: Order): number
}

const RESULT_KEPT_MS = 60 * 60_000

const statusSchema = z.object({
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  error: z.string().nullish(),
  error_type: z.string().nullish(),
})

/** Queues a request: one POST, whatever happens to it. */
export async function submitToFal(
  queue: FalQueue,
  input: Record<string, unknown>,
  context: CallContext,
): Promise<{ requestId: string }> {
  const { options } = queue
  try {
    const { value } = await askFal(options, context, (client, abortSignal) =>
      client.queue.submit(options.model, { input, abortSignal }),
    )
    if (value?.request_id) return { requestId: value.request_id }
  } catch (error) {
    throw error instanceof FalRefused ? submitFailure(error.came, callOf(queue)) : error
  }
  const params = { provider: 'fal', reason: 'no request id' }
  throw new ServiceFailure({ disposition: 'unknown', code: 'AI_ANSWER_UNREADABLE', params })
}

/** Where a request stands, by the endpoint that it was sent to. */
export async function pollFal(
  queue: FalQueue,
  order: Order,
  context: CallContext,
): Promise<RenderState> {
  const { endpoint, requestId } = order
  const { value } = await polled(queue, order, () =>
    askFal(queue.options, context, (client, abortSignal) =>
      client.queue.status(endpoint, { requestId, logs: false, abortSignal }),
    ),
  )
  const status = statusSchema.safeParse(value)
  if (!status.success) throw unreadable('the status')
  if (status.data.status === 'IN_QUEUE') return { state: 'rendering', progress: 0, queued: true }
  if (status.data.status === 'IN_PROGRESS') return { state: 'rendering', progress: 50 }
  if (wasCancelled(status.data.error_type ?? undefined)) return { state: 'cancelled', cost: null }
  return ended(queue, order, { context, hasError: Boolean(status.data.error) })
}

/** There is no status for a failure: the result's own answer tells it. */
async function ended(
  queue: FalQueue,
  order: Order,
  { context, hasError }: { context: CallContext; hasError: boolean },
): Promise<RenderState> {
  const { endpoint, requestId } = order
  try {
    const { value, came } = await askFal(queue.options, context, (client, abortSignal) =>
      client.queue.result(endpoint, { requestId, abortSignal }),
    )
    const url = queue.resultUrl(value?.data)
    if (!value) throw unreadable('the result')
    const cost = await costOf(queue, order, came)
    if (url) {
      return { state: 'succeeded', url, cost, expiresAt: new Date(Date.now() + RESULT_KEPT_MS) }
    }
    return { state: 'failed', failure: renderFailure(came, callOf(queue), cost) }
  } catch (error) {
    if (!(error instanceof FalRefused)) throw error
    return refusedResult(queue, order, { came: error.came, hasError })
  }
}

async function refusedResult(
  queue: FalQueue,
  order: Order,
  { came, hasError }: { came: Exchange; hasError: boolean },
): Promise<RenderState> {
  const call = callOf(queue)
  const { requestId } = order
  const isAccount = [401, 402, 403, 429].includes(came.status)
  // Without an error in the status, trouble of the queue says nothing about the request.
  if (isAccount || (came.status >= 500 && !hasError)) throw pollFailure(came, call, requestId)
  if (!hasError && (came.status === 404 || came.status === 410)) {
    const params = { provider: 'fal', requestId }
    throw new ServiceFailure({ disposition: 'reject', code: 'AI_RESULT_EXPIRED', params })
  }
  const billed = came.headers.get('x-fal-billable-units')
  const cost = billed && Number(billed) > 0 ? await costOf(queue, order, came) : undefined
  return { state: 'failed', failure: renderFailure(came, call, cost) }
}

async function costOf(queue: FalQueue, order: Order, came: Exchange): Promise<Cost> {
  const units = came.headers.get('x-fal-billable-units')
  const micros = await billedMicros(queue.options, order.endpoint, units)
  return micros === null
    ? { micros: queue.tableMicros(order), source: 'price-table' }
    : { micros, source: 'provider' }
}

/** True when fal takes the wish; a request that runs already may end all the same. */
export async function cancelAtFal(
  queue: FalQueue,
  order: Order,
  context: CallContext,
): Promise<boolean> {
  const { endpoint, requestId } = order
  try {
    await askFal(queue.options, context, (client, abortSignal) =>
      client.queue.cancel(endpoint, { requestId, abortSignal }),
    )
    return true
  } catch (error) {
    if (!(error instanceof FalRefused)) throw error
    if ([400, 404, 409].includes(error.came.status)) return false
    throw pollFailure(error.came, callOf(queue), requestId)
  }
}

/** fal's own store of files, from which its models fetch. */
export async function uploadToFal(
  queue: FalQueue,
  { bytes, contentType }: Picture,
  context: CallContext,
): Promise<string> {
  const file = new Blob([Uint8Array.from(bytes)], { type: contentType })
  const { value } = await polled(queue, { requestId: 'upload' }, () =>
    askFal(queue.options, context, (client) => client.storage.upload(file)),
  )
  if (!value) throw unreadable('the upload')
  return value
}

/** fal tells the price of an endpoint for nothing, to whom has a key. */
export async function probeFal(queue: FalQueue, context: CallContext): Promise<Probe> {
  const { options } = queue
  const { model, timeoutMs } = options
  const { signal } = context
  const response = await askPricing(options, model, signal).catch((error: unknown) => {
    throw transportFailure(error, { provider: 'fal', signal, timeoutMs })
  })
  if (response.ok) return { answered: model }
  const { status, headers } = response
  throw submitFailure({ status, headers, body: await response.text() }, callOf(queue))
}

/** What failed cost nothing and changed nothing at fal. */
async function polled<T>(
  queue: FalQueue,
  { requestId }: { requestId: string },
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof FalRefused ? pollFailure(error.came, callOf(queue), requestId) : error
  }
}

function unreadable(what: string): ServiceFailure {
  const params = { provider: 'fal', reason: what }
  const code = 'AI_ANSWER_UNREADABLE'
  return new ServiceFailure({ disposition: 'wait', code, params, waitMs: 10_000 })
}

function callOf({ service, options }: FalQueue): FalCall {
  return { service, apiKey: options.apiKey, model: options.model }
}

/** Pictures reach fal by their addresses. Throws for one that was not placed: a fault of ours. */
export function addressOf({ url }: Picture): string {
  if (!url) throw new Error('a picture for fal has no address')
  return url
}
