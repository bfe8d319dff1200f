import type { Prompts } from '../ai/prompts.ts'
import type { ImageService, ProviderName, VideoService } from '../ai/service.ts'
import type { Db, Tx } from '../db/client.ts'
import type { VidgenError } from '../errors.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import type { JobInput, JobOptions, JobsContext } from '../jobs/context.ts'
import type { Actor, FailureNote, Held } from '../jobs/transitions.ts'
import type { ProviderLimits } from '../jobs/pace.ts'
import type { Limits } from '../money/usage.ts'
import type { CallNews } from '../requests.ts'
import type { AddressPolicy } from '../net/address-policy.ts'
import type { Storage } from '../storage/storage.ts'
import type { Patience } from './patience.ts'
import type { Slots } from './slots.ts'

/** What every run of a worker shares. */
export interface PipelineServices {
  db: Db
  clock: () => Date
  actor: string
  timezone: string
  limits: Limits
  /** How long a job waits for a person's approval. */
  approval: JobsContext['approval']
  storage: Storage
  images: ImageService
  videos: VideoService
  /** For calls that were begun at another provider than the configured one. */
  imagesOf: (provider: ProviderName) => Promise<ImageService>
  videosOf: (provider: ProviderName) => Promise<VideoService>
  prompts: Prompts
  /** What each provider takes over all workers, and this process's share of it. */
  providerLimits: Readonly<Record<ProviderName, ProviderLimits>>
  slots: Slots
  /** A lost call of at most this is counted as billed and made once more. Micro-dollars. */
  rebuyUnderMicros: number
  /** Whether providers can fetch from the storage by its links. */
  linksReachable: boolean
  /** Where pictures may be fetched from. */
  addresses: AddressPolicy
  /** For files in the making; emptied by their makers. */
  workFolder: string
  renderTimeoutMs: number
}

/** One job in the hands of its runner. */
export interface Run extends PipelineServices {
  job: Held & { productId: string; batchId: string; reviewVideo: boolean }
  input: JobInput
  options: JobOptions
  /** The steps that were done when the run began; later ones join. */
  done: Map<StepName, Artefact>
  /** Whether earlier runs may have left calls. */
  ranBefore: boolean
  /** Aborted when the lease is lost, the worker stops, or the job's own work takes too long. */
  signal: AbortSignal
  /** Aborted when the worker stops at once: only that breaks a paid call off, for its answer counts whoever takes it in. */
  stopping: AbortSignal
  /** The worker takes nothing new: who only waits hands back. */
  draining(): boolean
  /** Counts our own work, not the waits. */
  patience: Patience
  /** Throws LeaseLost where the lease may have run out; asked right before money is spent. */
  assertLeaseFresh(): void
  /** Set by the renewal of the lease. */
  cancelRequested(): boolean
  onStep(step: StepName, progress: number): void
  /** What the run paid, as it is booked. */
  onCharged(callId: string, micros: number): void
  /** What became known of a paid call; may be told again when a transaction is run again. */
  onCall(news: CallNews): void
  /** The run waits for the storage, with a result in hand that it can't get again. */
  onStorageAway(error: VidgenError): void
}

/** What a step left behind. */
export interface Artefact {
  key: string
  sha256: string
  contentType: string
  sizeBytes: number
}

/** Why a run ends before its job does, other than by a failure. */
export type Stop =
  | { kind: 'cancelled' }
  /** A limit has no room for the next purchase: the job waits for a day when it has. */
  | { kind: 'deferred'; failure: FailureNote }
  /** What is still to buy costs `needMicros`, and the job so more than a person has agreed to. */
  | { kind: 'approval'; needMicros: number }
  | { kind: 'held'; scope: string }
  | { kind: 'wait'; waitMs: number; reason: string; failure?: FailureNote }
  | { kind: 'review'; failure: FailureNote }
  | { kind: 'halt'; scope: string; failure: FailureNote }

/** Thrown by a step that must not go on. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped'
  readonly stop: Stop

  constructor(stop: Stop) {
    super(stop.kind)
    this.stop = stop
  }
}

/** The worker as the one who acts, now. */
export function actorOf(run: Pick<PipelineServices, 'actor' | 'clock'>): Actor {
  return { actor: run.actor, at: run.clock() }
}

/** Runs a transaction on the run's database; what it did to the job in hand goes when it fails. */
export async function inTransaction<T>(run: Run, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { status } = run.job
  try {
    return await run.db.$transaction((tx) => {
      run.job.status = status
      return work(tx)
    })
  } catch (error) {
    run.job.status = status
    throw error
  }
}
