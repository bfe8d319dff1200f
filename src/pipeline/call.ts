import {
  type ImageService,
  type ProviderName,
  ServiceFailure,
  type ServiceName,
  type VideoService,
} from '../ai/service.ts'
import type { ProviderCall } from '../generated/sqlite/client.ts'
import { type Run, RunStopped } from './run.ts'

/** The columns that a run reads of a call's row. */
export const CALL = {
  id: true,
  jobId: true,
  step: true,
  seq: true,
  service: true,
  provider: true,
  endpoint: true,
  model: true,
  key: true,
  bodyHash: true,
  prompt: true,
  seed: true,
  request: true,
  sendDeadline: true,
  reservedMicros: true,
  requestId: true,
  outcome: true,
} as const

/** What a call was asked for besides its prompt and seed: kept, so that the same body can be sent again. */
export interface CallRequest {
  /** The service's own settings, such as the size. */
  settings: Readonly<Record<string, string>>
  /** The pictures in their order, by content; `url` where the provider fetches them. */
  pictures: { sha256: string; url?: string }[]
  durationS?: number
  resolution?: string
}

/** What a run needs of a call's row. */
export type PaidCall = Omit<
  Pick<ProviderCall, keyof typeof CALL>,
  'service' | 'provider' | 'request'
> & {
  service: ServiceName
  provider: ProviderName
  request: CallRequest
  /** An earlier run may have sent it. */
  mayHaveArrived?: true
}

/** The service that a call was begun at, whatever the configuration says now. */
export async function serviceOf<S extends ImageService | VideoService>(
  run: Run,
  call: Pick<PaidCall, 'provider'>,
  configured: S,
): Promise<S> {
  const { provider } = call
  if (provider === configured.provider) return configured
  const other = configured.service === 'pika' ? run.videosOf : run.imagesOf
  try {
    return (await other(provider)) as S
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error
    // Its key is not set any more: the purchase must not be given up for that.
    const { code, params } = error
    throw new RunStopped({ kind: 'review', failure: { code, params } })
  }
}

/** Whether a call was billed can't be known: a person decides. */
export function unknownOutcome(call: PaidCall): RunStopped {
  const { service, provider, step, jobId, endpoint } = call
  return new RunStopped({
    kind: 'review',
    failure: { code: 'CALL_OUTCOME_UNKNOWN', params: { service, provider, step, jobId, endpoint } },
  })
}
