/** Paying once: what becomes of a call that an earlier run began. */
import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../db/client.ts'
import type { Purchase } from './purchase.ts'
import { type PaidCall, serviceOf, unknownOutcome } from './call.ts'
import { chargePossible, setOutcome, tell } from './outcome.ts'
import { inTransaction, type Run, RunStopped } from './run.ts'
import { goOn } from './steps.ts'

/**
 * True when the run goes on with the call; false when it has ended without a result and another may
 * be bought. Throws RunStopped where that can't be decided (yet).
 */
export async function resume(run: Run, call: PaidCall, wanted: Purchase): Promise<boolean> {
  if (call.outcome === 'FAILED' || call.outcome === 'VOID') return false
  // A direct frame is recorded with its success: another run did so since this one read what is done.
  if (call.outcome === 'SUCCEEDED' && call.requestId !== null && isDirect(wanted)) {
    if (await wasRemoved(run, call)) return false
    throw new RunStopped({ kind: 'wait', waitMs: 0, reason: 'done-meanwhile' })
  }
  if (call.outcome === 'UNKNOWN') throw unknownOutcome(call)
  const answersById = call.outcome !== 'INTENT' && call.requestId !== null
  if (!answersById && !(await canBeSentAgain(run, call, wanted))) return settleLost(run, call)
  await inTransaction(run, (tx) => goOn(tx, run, wanted.step))
  return true
}

/** Cleanup took the artefact away: it has to be bought again. */
async function wasRemoved(run: Run, { jobId, step }: PaidCall): Promise<boolean> {
  return (await run.db.step.count({ where: { jobId, step, removedAt: { not: null } } })) > 0
}

function isDirect({ service }: Purchase): boolean {
  return 'mode' in service && service.mode === 'direct'
}

/** Only the same body may be sent under the same key. */
async function canBeSentAgain(run: Run, call: PaidCall, wanted: Purchase): Promise<boolean> {
  const service = await serviceOf(run, call, wanted.service)
  const asked = [call.model, call.request.settings]
  const asks = [service.model, service.settings]
  return service.repeatable && isDeepStrictEqual(asked, asks)
}

/**
 * A call that nobody will answer any more and that may have been billed. A cheap one is counted as if
 * it was, and made once more; a dearer one, and a second one, waits for a person with its money held.
 */
async function settleLost(run: Run, call: PaidCall): Promise<false> {
  const leftMs = call.sendDeadline.getTime() - run.clock().getTime()
  // Its sender may be alive: a worker that lost its lease still takes the answer in.
  if (leftMs > 0) throw new RunStopped({ kind: 'wait', waitMs: leftMs, reason: 'call-under-way' })
  await decideLost(run, call)
  return false
}

/** As {@link settleLost}, when the sender itself learned that no answer comes. Throws for a person to decide. */
export async function decideLost(run: Run, call: PaidCall): Promise<void> {
  const again = await inTransaction(run, async (tx) => {
    const cheap = Number(call.reservedMicros) <= run.rebuyUnderMicros
    if (cheap && !(await lostBefore(tx, call))) {
      await chargePossible(tx, run, call)
      return true
    }
    await setOutcome(tx, call, { outcome: 'UNKNOWN' })
    return false
  })
  if (again) return
  tell(run, call, { outcome: 'UNKNOWN' })
  throw unknownOutcome(call)
}

async function lostBefore(tx: Tx, { jobId, step }: PaidCall): Promise<boolean> {
  const lost = await tx.providerCall.findFirst({
    where: { jobId, step, costSource: 'possible' },
    select: { id: true },
  })
  return lost !== null
}
