import { createHash } from 'node:crypto'
import { ServiceFailure } from '../service.ts'
import type { CallContext, ServiceName } from '../service.ts'
import { isBusy } from './account-database.ts'
import type { OfflineOptions } from './options.ts'

const BUSY_WAIT_MS = 1000
/** One failure in so many is a busy provider. */
const BUSY_EVERY = 5

/**
 * Throws for the keys that the failure rate and the seed pick: `retry`, one in five `wait`. The same
 * key always fails or never, and is not billed.
 */
export function failAsAsked(service: ServiceName, key: string, options: OfflineOptions): void {
  const hash = createHash('sha256').update(`${options.seed}:${key}`).digest()
  if (hash.readUInt32BE(0) / 2 ** 32 >= options.failureRate) return
  const params = { service }
  if (hash.readUInt32BE(4) % BUSY_EVERY === 0) {
    throw new ServiceFailure({
      disposition: 'wait',
      code: 'OFFLINE_BUSY',
      params,
      waitMs: BUSY_WAIT_MS,
    })
  }
  throw new ServiceFailure({ disposition: 'retry', code: 'OFFLINE_FAILURE', params })
}

/**
 * Runs one call and turns whatever it throws into a ServiceFailure: an aborted call is `unknown`, a
 * locked account `wait`, an unusable home `halt`.
 */
export async function asService<T>(
  service: ServiceName,
  context: CallContext,
  call: () => Promise<T>,
): Promise<T> {
  try {
    context.signal.throwIfAborted()
    return await call()
  } catch (error) {
    throw error instanceof ServiceFailure ? error : classify(service, context, error)
  }
}

function classify(service: ServiceName, context: CallContext, cause: unknown): ServiceFailure {
  if (context.signal.aborted) {
    const params = { service }
    return new ServiceFailure({ disposition: 'unknown', code: 'AI_CALL_ABORTED', params, cause })
  }
  const params = { service, reason: cause instanceof Error ? cause.message : String(cause) }
  const code = 'OFFLINE_HOME_UNUSABLE'
  if (isBusy(cause)) {
    return new ServiceFailure({ disposition: 'wait', code, params, waitMs: BUSY_WAIT_MS, cause })
  }
  return new ServiceFailure({ disposition: 'halt', code, params, cause })
}
