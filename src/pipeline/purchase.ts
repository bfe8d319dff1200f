/** Paying once: intent, send, result, each committed before the next. Here the intent. */
import type { ImageService, VideoService } from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import { insertIntent } from '../db/sql/append.ts'
import type { CallOutcome, StepName } from '../generated/sqlite/enums.ts'
import { reserveForPurchase } from '../jobs/reservation.ts'
import { holdOn } from '../jobs/holds.ts'
import { budgetDay } from '../money/budget-day.ts'
import { CALL, type PaidCall, unknownOutcome } from './call.ts'
import { inTransaction, type Run, RunStopped } from './run.ts'
import { begin, goOn } from './steps.ts'

export interface Purchase {
  step: StepName
  service: ImageService | VideoService
  needMicros: number
  prompt: string
  /** Of everything that the request's body is made from. */
  bodyHash: string
}

const SEND_WITHIN_MS = 10 * 60_000

/** The call to go on with: one that was begun before, or a new intent. */
export async function purchase(run: Run, wanted: Purchase): Promise<PaidCall> {
  const last = run.ranBefore ? await lastCall(run, wanted.step) : null
  if (!last || !isResumable(last.outcome)) {
    return inTransaction(run, (tx) => intend(tx, run, wanted, (last?.seq ?? 0) + 1))
  }
  const call = resumed(last, wanted)
  await inTransaction(run, (tx) => goOn(tx, run, wanted.step))
  return call
}

function lastCall(run: Run, step: StepName): Promise<PaidCall | null> {
  return run.db.providerCall.findFirst({
    where: { jobId: run.job.id, step },
    orderBy: { seq: 'desc' },
    select: CALL,
  })
}

/** A success whose artefact was not recorded is asked for again, which is not a new purchase. */
function isResumable(outcome: CallOutcome): boolean {
  return outcome !== 'FAILED' && outcome !== 'VOID'
}

function resumed(call: PaidCall, wanted: Purchase): PaidCall {
  // A frame is recorded with its success: another run did so since this one read what is done.
  if (call.outcome === 'SUCCEEDED' && call.step !== 'VIDEO') {
    throw new RunStopped({ kind: 'wait', waitMs: 0, reason: 'done-meanwhile' })
  }
  const sameBody = call.bodyHash === wanted.bodyHash && call.provider === wanted.service.provider
  const answersByItself = call.outcome === 'ACCEPTED' || (call.requestId !== null && sameBody)
  if (call.outcome === 'UNKNOWN' || !(answersByItself || (sameBody && wanted.service.repeatable))) {
    throw unknownOutcome(call)
  }
  return call
}

async function intend(tx: Tx, run: Run, wanted: Purchase, seq: number): Promise<PaidCall> {
  const job = await begin(tx, run, wanted.step)
  const hold = await holdOn(tx, wanted.service.provider)
  if (hold) throw new RunStopped({ kind: 'held', scope: hold.scope })
  const at = run.clock()
  const id = `${run.job.id}-${wanted.step.toLowerCase()}-${seq}`
  const { needMicros } = wanted
  const day = budgetDay(at, run.timezone)
  const reserved = await reserveForPurchase(tx, {
    job,
    callId: id,
    needMicros,
    day,
    at,
    limits: run.limits,
  })
  if (!reserved) throw new RunStopped({ kind: 'deferred' })
  const { service, provider, endpoint, model } = wanted.service
  const call = {
    id,
    jobId: run.job.id,
    step: wanted.step,
    seq,
    service,
    provider,
    key: `vidgen-${id}`,
    bodyHash: wanted.bodyHash,
    prompt: wanted.prompt,
    seed: run.options.seed,
  }
  await insertIntent(tx, {
    ...call,
    endpoint,
    model,
    fence: run.job.fence,
    sendDeadline: new Date(at.getTime() + SEND_WITHIN_MS),
    reservedMicros: BigInt(needMicros),
    createdAt: at,
  })
  return { ...call, requestId: null, outcome: 'INTENT' }
}
