import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceFailure } from '../ai/service.ts'
import { type PaidCall, unknownOutcome } from './call.ts'
import { failCall, setOutcome } from './outcome.ts'
import { inTransaction, type Run } from './run.ts'

const RESENDS = 3

/**
 * Sends a paid request. A failure is recorded on the call, with what it cost; an unknown outcome is
 * cleared up by sending the same key and body again, where the service answers by key.
 */
export async function sendCall<T>(
  run: Run,
  call: PaidCall,
  service: { repeatable: boolean },
  send: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    run.signal.throwIfAborted()
    run.assertLeaseFresh()
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof ServiceFailure)) throw error
      if (error.disposition !== 'unknown') {
        await inTransaction(run, (tx) => failCall(tx, run, call, error))
        throw error
      }
      if (!service.repeatable) {
        await inTransaction(run, (tx) => setOutcome(tx, call, { outcome: 'UNKNOWN' }))
        throw unknownOutcome(call)
      }
      if (tries >= RESENDS) throw error
      await sleep(200 * tries, undefined, { signal: run.signal })
    }
  }
}
