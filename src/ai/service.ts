import type { ErrorCode } from '../errors.ts'

/** What is bought. */
export type ServiceName = 'nano-banana' | 'pika'
/** Who bills for it. Others (gemini, fal, pika, http) join `offline` with their clients. */
export type ProviderName = 'offline'
export type ModelType = 'female' | 'male'
export type Resolution = '480p' | '720p'
/** Where an amount comes from: the provider's own answer, or our price table. */
type CostSource = 'provider' | 'price-table'

export interface Cost {
  micros: number
  source: CostSource
}

export interface Picture {
  bytes: Uint8Array
  contentType: string
}

/** What every paid request carries. The same key is always sent with the same body. */
export interface PaidRequest {
  /** Idempotency key, unique to the call's row. */
  key: string
  prompt: string
  seed: number
}

export interface ImageRequest extends PaidRequest {
  frame: 'start' | 'end'
  modelType: ModelType
  resolution: Resolution
  /** The product's picture; for the end frame also the start frame, so that both show the same person. */
  pictures: Picture[]
}

export interface ImageAnswer extends Picture {
  requestId: string
  cost: Cost
}

export interface VideoRequest extends PaidRequest {
  startFrame: Picture
  endFrame: Picture
  durationS: number
  resolution: Resolution
}

/** Where a render stands; `progress` is 0 to 100. */
export type VideoState =
  | { state: 'rendering'; progress: number }
  | { state: 'succeeded'; url: string; cost: Cost; expiresAt: Date | null }
  | { state: 'failed'; failure: ServiceFailure }
  | { state: 'cancelled'; cost: Cost | null }

export interface CallContext {
  /** Aborts the request in the client. The provider may still finish and bill it. */
  signal: AbortSignal
}

interface PaidService {
  readonly provider: ProviderName
  readonly model: string
  readonly endpoint: string
  /** Whether the same key and body sent again are answered again and billed once. */
  readonly repeatable: boolean
}

/** Nano Banana: a frame in one call. Every method throws {@link ServiceFailure}. */
export interface ImageService extends PaidService {
  readonly service: 'nano-banana'
  priceMicros(request: Pick<ImageRequest, 'resolution'>): number
  generate(request: ImageRequest, context: CallContext): Promise<ImageAnswer>
}

/** Pika: submit, poll, fetch. Every method throws {@link ServiceFailure}. */
export interface VideoService extends PaidService {
  readonly service: 'pika'
  readonly pollEveryMs: number
  priceMicros(request: Pick<VideoRequest, 'durationS' | 'resolution'>): number
  submit(request: VideoRequest, context: CallContext): Promise<{ requestId: string }>
  poll(requestId: string, context: CallContext): Promise<VideoState>
  /** Writes the finished video to a file. */
  fetch(url: string, toFile: string, context: CallContext): Promise<void>
  /** Asks to stop a render; false where it can't be stopped any more. */
  cancel(requestId: string, context: CallContext): Promise<boolean>
}

/**
 * What the pipeline does about a failure: `retry` this job's call (uses an attempt), `wait` (the
 * provider is busy: uses none), `reject` (never again), `halt` (nobody's calls can work: a Hold),
 * `unknown` (it may have been billed).
 */
export type Disposition = 'retry' | 'wait' | 'reject' | 'halt' | 'unknown'

export interface FailureDetails {
  disposition: Disposition
  code: ErrorCode
  params?: Record<string, string | number>
  /** With `wait`: how long the provider asked for. */
  waitMs?: number
  /** What the failed call was billed all the same. */
  cost?: Cost
  cause?: unknown
}

/** A provider's failure, classified once, where its wire format is known. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure'
  readonly disposition: Disposition
  readonly code: ErrorCode
  readonly params: Record<string, string | number>
  readonly waitMs: number | undefined
  readonly cost: Cost | undefined

  constructor(details: FailureDetails) {
    super(details.code, details.cause === undefined ? undefined : { cause: details.cause })
    this.disposition = details.disposition
    this.code = details.code
    this.params = details.params ?? {}
    this.waitMs = details.waitMs
    this.cost = details.cost
  }
}
