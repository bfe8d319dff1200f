import type { z } from 'zod'
import type { ErrorCode } from '../../errors.ts'
import { videoMicros } from '../../money/price-table.ts'
import { type Exchange, parseJson, shownReason } from '../exchange.ts'
import { isSuccess, jsonCall } from '../http/json-call.ts'
import type { ProviderOptions } from '../provider-options.ts'
import { fetchResult } from '../result-download.ts'
import {
  type CallContext,
  type Disposition,
  type Order,
  type Picture,
  type Probe,
  type RenderState,
  ServiceFailure,
  type VideoRequest,
  type VideoService,
} from '../service.ts'
import { retryAfterMs } from '../transport-failure.ts'
import * as wire from './pika-wire.ts'

const POLL_EVERY_MS = 5_000
const AGAIN_MS = 5_000
const UPLOAD_BYTES = 20 * 1024 * 1024

/** Pika by its own API, with idempotency keys. The wire format is unverified: see pika-wire.ts. */
export function createPikaVideos(options: ProviderOptions): VideoService {
  const { model, price, timeoutMs, addresses, pollEveryMs = POLL_EVERY_MS } = options
  return {
    service: 'pika',
    provider: 'pika',
    model,
    endpoint: model,
    repeatable: true,
    answersWithinMs: timeoutMs,
    fetchesPictures: true,
    settings: {},
    pollEveryMs,
    priceMicros: (order) => videoMicros(price, order),
    upload: (picture, context) => upload(picture, options, context),
    submit: (request, context) => submit(request, options, context),
    poll: (order, context) => poll(order, options, context),
    fetch: (url, toFile, { signal }) =>
      fetchResult({ provider: 'pika', url, toFile, kind: 'video', addresses, signal }),
    // None is documented.
    cancel: async () => false,
    probe: (context) => probe(options, context),
  }
}

interface PikaRequest {
  method: 'GET' | 'POST'
  path: string
  body?: unknown
  key?: string
}

function ask(
  options: ProviderOptions,
  { method, path, body, key }: PikaRequest,
  context: CallContext,
): Promise<Exchange> {
  const { apiKey, baseUrl = wire.PIKA_API, timeoutMs } = options
  const call = {
    provider: 'pika',
    method,
    url: `${baseUrl.replace(/\/+$/, '')}${path}`,
    headers: wire.headersOf(apiKey, key),
    timeoutMs,
  } as const
  return jsonCall({ ...call, ...(body !== undefined && { body }) }, context)
}

async function submit(
  request: VideoRequest,
  options: ProviderOptions,
  context: CallContext,
): Promise<{ requestId: string }> {
  const body = wire.bodyOf(request, [request.startFrame, request.endFrame].map(addressOf))
  const order = { method: 'POST', path: wire.paths.submit(options.model), body } as const
  const came = await ask(options, { ...order, key: request.key }, context)
  if (!isSuccess(came)) throw refusal(came, options)
  const { id } = readAs(wire.submitted, came, 'unknown')
  return { requestId: id }
}

async function poll(
  { requestId, durationS, resolution }: Order,
  options: ProviderOptions,
  context: CallContext,
): Promise<RenderState> {
  const came = await ask(options, { method: 'GET', path: wire.paths.job(requestId) }, context)
  if (!isSuccess(came)) throw questionFailure(came, options, requestId)
  const { status, output, error } = readAs(wire.job, came, 'wait')
  if (status === 'failed') {
    const [disposition, code] = wire.endOf(error?.code ?? '')
    const reason = error?.message || error?.code || 'it does not say why'
    return { state: 'failed', failure: failure(disposition, code, { reason }) }
  }
  if (status !== 'completed') return { state: 'rendering', progress: status === 'queued' ? 0 : 50 }
  const url = output?.video?.url
  if (!url) throw failure('wait', 'AI_ANSWER_UNREADABLE', { reason: 'no address of the video' })
  const micros = videoMicros(options.price, { durationS, resolution })
  return { state: 'succeeded', url, cost: { micros, source: 'price-table' }, expiresAt: null }
}

/** Pika fetches by https only, so a picture without an address is put into its own store. */
async function upload(
  { bytes, contentType }: Picture,
  options: ProviderOptions,
  context: CallContext,
): Promise<string> {
  if (bytes.length > UPLOAD_BYTES) {
    throw failure('reject', 'AI_PICTURE_REFUSED', { reason: `${bytes.length} bytes are too many` })
  }
  const body = { content_type: contentType, size_bytes: bytes.length }
  const order = { method: 'POST', path: wire.paths.uploads, body } as const
  const came = await ask(options, order, context)
  if (!isSuccess(came)) throw questionFailure(came, options, 'upload')
  const { upload_url: url, headers, url: address } = readAs(wire.upload, came, 'wait')
  const { timeoutMs, baseUrl = wire.PIKA_API } = options
  const addresses = { ...options.addresses, ownOrigin: new URL(baseUrl).origin }
  const put = { provider: 'pika', method: 'PUT', url, headers, body: bytes, timeoutMs } as const
  const stored = await jsonCall({ ...put, addresses }, context)
  if (!isSuccess(stored)) throw questionFailure(stored, options, 'upload')
  return address
}

/** The catalogue tells an API's price and inputs, for nothing. */
async function probe(options: ProviderOptions, context: CallContext): Promise<Probe> {
  const { model } = options
  const came = await ask(options, { method: 'GET', path: wire.paths.catalogue(model) }, context)
  if (!isSuccess(came)) throw refusal(came, options)
  return { answered: model }
}

function refusal(came: Exchange, options: ProviderOptions): ServiceFailure {
  const [disposition, code] = wire.refusalOf(came.status)
  const told = retryAfterMs(came.headers.get('retry-after'))
  const waitMs = disposition === 'unknown' ? (told ?? AGAIN_MS) : told
  const reason = reasonOf(came, options)
  const isTimed = (disposition === 'unknown' || disposition === 'wait') && waitMs !== undefined
  return failure(disposition, code, { reason, ...(isTimed && { waitMs }), model: options.model })
}

/** A question costs nothing, and what is wrong with it says nothing about the job. */
function questionFailure(
  came: Exchange,
  options: ProviderOptions,
  requestId: string,
): ServiceFailure {
  if (came.status === 404) {
    const params = { provider: 'pika', requestId }
    return new ServiceFailure({ disposition: 'reject', code: 'AI_REQUEST_UNKNOWN', params })
  }
  if (came.status >= 401 && came.status <= 403) return refusal(came, options)
  const waitMs = retryAfterMs(came.headers.get('retry-after')) ?? AGAIN_MS
  return failure('wait', 'AI_UNAVAILABLE', { reason: reasonOf(came, options), waitMs })
}

function readAs<T>(schema: z.ZodType<T>, came: Exchange, otherwise: Disposition): T {
  const parsed = schema.safeParse(parseJson(came.body))
  if (parsed.success) return parsed.data
  const reason = /^\s*</.test(came.body) ? 'an HTML page' : 'JSON of another shape'
  throw failure(otherwise, 'AI_ANSWER_UNREADABLE', { reason, waitMs: AGAIN_MS })
}

function reasonOf({ status, body }: Exchange, { apiKey }: ProviderOptions): string {
  const { data } = wire.refused.safeParse(parseJson(body))
  return shownReason(data?.message ?? `HTTP ${status}`, [apiKey])
}

function failure(
  disposition: Disposition,
  code: ErrorCode,
  details: { reason: string; waitMs?: number; model?: string },
): ServiceFailure {
  const { reason, waitMs, model } = details
  const setting = 'PIKA_MODEL'
  const params = { provider: 'pika', reason, ...(model && { model, setting }) }
  return new ServiceFailure({ disposition, code, params, ...(waitMs !== undefined && { waitMs }) })
}

/** Throws for a picture that was not placed: a fault of ours. */
function addressOf({ url }: Picture): string {
  if (!url) throw new Error('a picture for Pika has no address')
  return url
}
