import type { ProviderCall } from '../generated/sqlite/client.ts'
import { RunStopped } from './run.ts'

/** The columns that a run reads of a call's row. */
export const CALL = {
  id: true,
  jobId: true,
  step: true,
  seq: true,
  service: true,
  provider: true,
  key: true,
  bodyHash: true,
  prompt: true,
  seed: true,
  requestId: true,
  outcome: true,
} as const

/** What a run needs of a call's row. */
export type PaidCall = Pick<ProviderCall, keyof typeof CALL>

/** Whether a call was billed can't be known: a person decides. */
export function unknownOutcome(call: PaidCall): RunStopped {
  const { service, provider, step } = call
  return new RunStopped({
    kind: 'review',
    failure: { code: 'CALL_OUTCOME_UNKNOWN', params: { service, provider, step } },
  })
}
