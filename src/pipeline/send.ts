import { setTimeout as sleep } from 'node:timers/promises'
import { type CallContext, ServiceFailure } from '../ai/service.ts'
import type { PaidCall } from './call.ts'
import { failCall, rest } from './outcome.ts'
import { decideLost } from './resume.ts'
import { inTransaction, type Run, RunStopped } from './run.ts'

const RESENDS = 3
const GRACE_MS = 5_000
const LEAST_WAIT_MS = 15_000
const DAY_MS = 24 * 60 * 60_000

/**
 * Sends a paid request. A failure is recorded on the call, with what it cost; an unknown outcome is
 * cleared up by sending the same key and body again, where the service answers by key.
 */
export async function sendCall<T>(
  run: Run,
  call: PaidCall,
  service: { repeatable: boolean; answersWithinMs: number },
  send: (context: CallContext) => Promise<T>,
): Promise<T> {
  let { mayHaveArrived = false } = call
  for (let tries = 1; ; tries++) {
    run.signal.throwIfAborted()
    run.assertLeaseFresh()
    try {
      return await run.patience.aside(() => send({ signal: limitOf(run, service) }))
    } catch (error) {
      if (!(error instanceof ServiceFailure)) throw error
      if (mayHaveArrived && saysNothing(error)) throw await keptOpen(run, call, error)
      if (error.disposition !== 'unknown') throw await failed(run, call, error)
      mayHaveArrived = true
      // Whoever has the job next clears it up: another may hold its lease already.
      run.signal.throwIfAborted()
      if (!service.repeatable) throw await lost(run, call, error)
      if (tries >= RESENDS) throw await stillUnknown(run, call, error)
      await sleep(200 * tries, undefined, { signal: run.signal })
    }
  }
}

/** The client has its own limit; this one holds where that fails. */
function limitOf(run: Run, { answersWithinMs }: { answersWithinMs: number }): AbortSignal {
  return AbortSignal.any([run.stopping, AbortSignal.timeout(answersWithinMs + GRACE_MS)])
}

/** Nobody looked at the request: what became of it when it was sent before is as open as it was. */
function saysNothing({ disposition }: ServiceFailure): boolean {
  return disposition === 'wait' || disposition === 'halt'
}

/** The call may be billed: it stays as it is, to be sent again under its key, and no other is made. */
async function keptOpen(run: Run, call: PaidCall, failure: ServiceFailure): Promise<Error> {
  await inTransaction(run, (tx) => rest(tx, run, call, failure))
  return haltOf(call, failure) ?? failure
}

async function failed(run: Run, call: PaidCall, failure: ServiceFailure): Promise<Error> {
  await inTransaction(run, (tx) => failCall(tx, run, call, failure))
  return haltOf(call, failure) ?? failure
}

/** A failure that stops everybody's calls of the provider; null for others. */
export function haltOf(
  call: Pick<PaidCall, 'provider'>,
  failure: ServiceFailure,
): RunStopped | null {
  if (failure.disposition !== 'halt') return null
  const { code, params } = failure
  return new RunStopped({ kind: 'halt', scope: call.provider, failure: { code, params } })
}

/** It was counted as billed and may be made once more: by the next run, at once. */
async function lost(run: Run, call: PaidCall, { code, params }: ServiceFailure): Promise<Error> {
  await decideLost(run, call)
  const failure = { code, params }
  return new RunStopped({ kind: 'wait', waitMs: 1, reason: 'made-once-more', failure })
}

/** The provider's trouble uses no attempt: the same request is sent again later. */
async function stillUnknown(run: Run, call: PaidCall, error: ServiceFailure): Promise<Error> {
  const { waitMs, code, params } = error
  if (waitMs === undefined || (await isItsOwn(run, call))) return error
  const failure = { code, params }
  return new RunStopped({
    kind: 'wait',
    waitMs: Math.max(waitMs, LEAST_WAIT_MS),
    reason: code,
    failure,
  })
}

/**
 * Whether the trouble is this request's, not the provider's: others were answered long after it was
 * sent, or nobody was for a day. It must not wait for ever, with a place at the provider.
 */
async function isItsOwn(run: Run, { provider, service, sendDeadline }: PaidCall): Promise<boolean> {
  if (run.clock().getTime() > sendDeadline.getTime() + DAY_MS) return true
  const answered = await run.db.providerCall.findFirst({
    where: { provider, service, outcome: 'SUCCEEDED', endedAt: { gt: sendDeadline } },
    select: { id: true },
  })
  return answered !== null
}
