import { copyFile, writeFile } from 'node:fs/promises'
import { ServiceFailure } from '../service.ts'
import type { Cost, RenderState, Resolution, VideoRequest, VideoService } from '../service.ts'
import { offlineAccount } from './account.ts'
import type { OfflineCall } from './account.ts'
import { asService } from './failures.ts'
import { frameFile, keepFrame, keepVideo } from './files.ts'
import type { OfflineOptions } from './options.ts'
import { offlineTerms } from './terms.ts'
import { fingerprint, placeOrder, refuseUnreadable } from './order.ts'

/** What the offline Pika is told. */
export interface OfflineVideoOptions extends OfflineOptions {
  /** From submit to the finished render, whoever polls and whether or not we live. */
  videoMs: number
}

/** What of a request the provider keeps: the frames lie in the home under their fingerprints. */
type VideoDetails = {
  startFrame: string
  endFrame: string
  durationS: number
  resolution: Resolution
}

const SERVICE = 'pika'
const URL_SCHEME = 'offline:'

/**
 * Pika without a network: real H.264 from two frames. Billed at submit, once a key; a render that is
 * cancelled stays billed, as with most services. Rendered when it is fetched, and kept in the home.
 */
export function createOfflineVideos(options: OfflineVideoOptions): VideoService {
  return {
    ...offlineTerms(options),
    service: SERVICE,
    pollEveryMs: Math.min(2000, Math.max(20, Math.round(options.videoMs / 10))),
    priceMicros: () => options.priceMicros,
    submit: (request, context) => asService(SERVICE, context, async () => submit(request, options)),
    poll: ({ requestId }, context) =>
      asService(SERVICE, context, async () => stateOf(await find(requestId, options))),
    fetch: (url, toFile, context) =>
      asService(SERVICE, context, async () => fetchVideo(url, toFile, options, context.signal)),
    cancel: ({ requestId }, context) =>
      asService(SERVICE, context, async () => {
        await find(requestId, options)
        return (await offlineAccount(options.home)).cancel(requestId)
      }),
  }
}

async function submit(
  request: VideoRequest,
  options: OfflineVideoOptions,
): Promise<{ requestId: string }> {
  const { startFrame, endFrame, durationS, resolution } = request
  const details: VideoDetails = {
    startFrame: fingerprint(startFrame),
    endFrame: fingerprint(endFrame),
    durationS,
    resolution,
  }
  // Kept before the call is accepted: an accepted call can always be rendered.
  const prepare = async () => {
    if (options.media === 'sample') return
    await refuseUnreadable(SERVICE, [startFrame, endFrame])
    await keepFrame(options.home, details.startFrame, startFrame.bytes)
    await keepFrame(options.home, details.endFrame, endFrame.bytes)
  }
  const { videoMs: latencyMs } = options
  const call = await placeOrder({ service: SERVICE, request, details, latencyMs, prepare }, options)
  return { requestId: call.requestId }
}

async function find(requestId: string, options: OfflineVideoOptions): Promise<OfflineCall> {
  const call = (await offlineAccount(options.home)).find(requestId)
  if (call?.service === SERVICE) return call
  throw new ServiceFailure({
    disposition: 'reject',
    code: 'OFFLINE_REQUEST_UNKNOWN',
    params: { requestId },
  })
}

function stateOf(call: OfflineCall): RenderState {
  const cost: Cost = { micros: call.amountMicros, source: 'provider' }
  if (call.cancelledAt !== null) return { state: 'cancelled', cost }
  const now = Date.now()
  if (now < call.readyAt) {
    const progress = Math.floor((100 * (now - call.at)) / (call.readyAt - call.at))
    return { state: 'rendering', progress }
  }
  return { state: 'succeeded', url: `${URL_SCHEME}${call.requestId}`, cost, expiresAt: null }
}

async function fetchVideo(
  url: string,
  toFile: string,
  options: OfflineVideoOptions,
  signal: AbortSignal,
): Promise<void> {
  const requestId = url.startsWith(URL_SCHEME) ? url.slice(URL_SCHEME.length) : url
  const call = await find(requestId, options)
  const state = stateOf(call).state
  if (state !== 'succeeded') throw notRendered(requestId, state)
  if (options.media === 'sample') {
    const { sampleVideo } = await import('./sample.ts')
    await writeFile(toFile, sampleVideo(), { signal })
    return
  }
  await copyFile(await rendered(call, options, signal), toFile)
}

async function rendered(
  call: OfflineCall,
  options: OfflineVideoOptions,
  signal: AbortSignal,
): Promise<string> {
  const { startFrame, endFrame, durationS, resolution } = JSON.parse(call.request) as VideoDetails
  const { renderVideo } = await import('./render/video.ts')
  return keepVideo(options.home, call.requestId, async (toFile) => {
    const startFile = frameFile(options.home, startFrame)
    const endFile = frameFile(options.home, endFrame)
    try {
      await renderVideo({ startFile, endFile, durationS, resolution, toFile }, signal)
    } catch (cause) {
      signal.throwIfAborted()
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw notRendered(call.requestId, reason, cause)
    }
  })
}

function notRendered(requestId: string, reason: string, cause?: unknown): ServiceFailure {
  const params = { requestId, reason }
  return new ServiceFailure({ disposition: 'retry', code: 'OFFLINE_RENDER_FAILED', params, cause })
}
