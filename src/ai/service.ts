import type { ErrorCode } from '../errors.ts'

/** What is bought. */
export type ServiceName = 'nano-banana' | 'pika'
/** Who bills for it. */
export const PROVIDERS = ['offline', 'gemini', 'fal', 'pika', 'http'] as const
export type ProviderName = (typeof PROVIDERS)[number]
export type ModelType = 'female' | 'male'
export const RESOLUTIONS = ['480p', '720p', '1080p'] as const
export type Resolution = (typeof RESOLUTIONS)[number]
/** Where an amount comes from: what the provider told (a cost, tokens, units), or our price table alone. */
type CostSource = 'provider' | 'price-table' | 'possible'

/** `possible`: nobody knows whether the call was billed, so it is counted as if it was. */
export interface Cost {
  micros: number
  source: CostSource
}

export interface Picture {
  bytes: Uint8Array
  contentType: string
  /** Where the provider can fetch it, for services that `fetchesPictures`. */
  url?: string
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

/** A request under way at its provider, as the row of its call tells it. */
export interface Order {
  requestId: string
  endpoint: string
  model: string
  /** What the video was ordered as; an image has neither. */
  durationS: number
  resolution: Resolution
}

/** Where a render stands; `progress` is 0 to 100. */
export type RenderState =
  /** `queued`: it has not begun, and to stop it costs nothing. */
  | { state: 'rendering'; progress: number; queued?: boolean }
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
  /** Nothing that was sent is answered after that: our own time limit for the paid request. */
  readonly answersWithinMs: number
  /** Whether requests name pictures by addresses (`Picture.url`), where there is one. */
  readonly fetchesPictures: boolean
  /** What else decides the result and is not in the request: kept with each call. */
  readonly settings: Readonly<Record<string, string>>
  /** Puts a picture where the provider can fetch it. Free of charge. */
  upload?(picture: Picture, context: CallContext): Promise<string>
  /** Asks something that costs nothing and says what works. Throws {@link ServiceFailure}. */
  probe(context: CallContext): Promise<Probe>
}

/** What a free call told. */
export interface Probe {
  /** The model or endpoint that answered, as the provider names it. */
  answered: string
}

/** A service that takes a request, gives it an id and renders on its own. */
export interface Rendering<Request> {
  readonly pollEveryMs: number
  submit(request: Request, context: CallContext): Promise<{ requestId: string }>
  /** Throws {@link ServiceFailure}: `reject` when the provider does not know the request (any more). */
  poll(order: Order, context: CallContext): Promise<RenderState>
  /** Writes what was rendered to a file. */
  fetch(url: string, toFile: string, context: CallContext): Promise<void>
  /** Asks to stop a render; false where it can't be stopped any more. */
  cancel(order: Order, context: CallContext): Promise<boolean>
}

/** What an image's price depends on: how many pictures it is made from. */
interface ImageOrder {
  pictures: number
}

interface Images extends PaidService {
  readonly service: 'nano-banana'
  /** An estimate that the bill is not expected to exceed. Micro-dollars. */
  priceMicros(order: ImageOrder): number
}

/** A frame in one call. Throws {@link ServiceFailure}. */
export interface DirectImages extends Images {
  readonly mode: 'direct'
  generate(request: ImageRequest, context: CallContext): Promise<ImageAnswer>
}

/** A frame by submit, poll, fetch. */
export interface RenderedImages extends Images, Rendering<ImageRequest> {
  readonly mode: 'rendered'
}

/** Nano Banana. */
export type ImageService = DirectImages | RenderedImages

/** What videos a provider can make. */
export interface VideoLimits {
  minSeconds: number
  maxSeconds: number
  resolutions: readonly Resolution[]
}

/** Pika: submit, poll, fetch. Every method throws {@link ServiceFailure}. */
export interface VideoService extends PaidService, Rendering<VideoRequest> {
  readonly service: 'pika'
  /** Micro-dollars. */
  priceMicros(order: Pick<VideoRequest, 'durationS' | 'resolution'>): number
}

/**
 * What the pipeline does about a failure: `retry` this job's call (uses an attempt), `wait` (the
 * provider is busy or out of reach and did not take the request: uses none), `reject` (never again),
 * `halt` (nobody's calls can work: a Hold), `unknown` (it may have been billed).
 */
export type Disposition = 'retry' | 'wait' | 'reject' | 'halt' | 'unknown'

export interface FailureDetails {
  disposition: Disposition
  code: ErrorCode
  params?: Record<string, string | number>
  /**
   * With `wait`: how long the provider asked for, of which an hour at most is waited. With `unknown`: it is the provider's trouble, not
   * this request's, so the same request may be sent again after that without using an attempt.
   */
  waitMs?: number
  /** What the failed call was billed all the same. */
  cost?: Cost
  cause?: unknown
}

const LONGEST_WAIT_MS = 60 * 60_000

/** Asking again costs nothing; a provider that names a year, or nonsense, must not stop a shop for it. */
function boundedWait(waitMs: number | undefined): number | undefined {
  if (waitMs === undefined || Number.isNaN(waitMs)) return undefined
  return Math.min(LONGEST_WAIT_MS, Math.max(0, waitMs))
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
    this.waitMs = boundedWait(details.waitMs)
    this.cost = details.cost
  }
}
