/** Paying once: intent, send, result, each committed before the next. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cost, type ImageService, ServiceFailure, type VideoService } from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import { insertIntent } from '../db/sql/append.ts'
import type { CallOutcome, StepName } from '../generated/sqlite/enums.ts'
import type { ProviderCall } from '../generated/sqlite/client.ts'
import { chargeCall, closeIfEnded, reserveForPurchase } from '../jobs/reservation.ts'
import { holdOn } from '../jobs/holds.ts'
import { budgetDay } from '../money/budget-day.ts'
import { inTransaction, type Run, RunStopped } from './run.ts'
import { begin, goOn } from './steps.ts'

const CALL = {
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

export interface Purchase {
  step: StepName
  service: ImageService | VideoService
  needMicros: number
  prompt: string
  /** Of everything that the request's body is made from. */
  bodyHash: string
}

const SEND_WITHIN_MS = 10 * 60_000
const RESENDS = 3

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

function unknownOutcome(call: PaidCall): RunStopped {
  const { service, provider, step } = call
  return new RunStopped({
    kind: 'review',
    failure: { code: 'CALL_OUTCOME_UNKNOWN', params: { service, provider, step } },
  })
}

async function intend(tx: Tx, run: Run, wanted: Purchase, seq: number): Promise<PaidCall> {
  await begin(tx, run, wanted.step)
  const hold = await holdOn(tx, wanted.service.provider)
  if (hold) throw new RunStopped({ kind: 'held', scope: hold.scope })
  const at = run.clock()
  const id = `${run.job.id}-${wanted.step.toLowerCase()}-${seq}`
  const { needMicros } = wanted
  const day = budgetDay(at, run.timezone)
  const reserved = await reserveForPurchase(tx, {
    jobId: run.job.id,
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

/** The service took the request; from now on it is asked by this id. True whoever learned it. */
export async function accept(run: Run, call: PaidCall, requestId: string): Promise<PaidCall> {
  const acceptedAt = run.clock()
  await run.db.providerCall.updateMany({
    where: { id: call.id, outcome: 'INTENT' },
    data: { outcome: 'ACCEPTED', requestId, acceptedAt },
  })
  return { ...call, outcome: 'ACCEPTED', requestId }
}

/** The result is there: books its cost, once, whoever learned it, also when the job has ended meanwhile. */
export async function succeed(
  tx: Tx,
  run: Run,
  call: PaidCall,
  answer: { requestId: string; cost: Cost; expiresAt?: Date | null },
): Promise<void> {
  const at = run.clock()
  const first = await setOutcome(tx, call, {
    outcome: 'SUCCEEDED',
    requestId: answer.requestId,
    resultExpiresAt: answer.expiresAt ?? null,
    costMicros: BigInt(answer.cost.micros),
    costSource: answer.cost.source,
    endedAt: at,
  })
  if (first) await book(tx, run, call, answer.cost)
}

/** The call ended without a result; what it cost all the same is booked. */
export async function failCall(
  tx: Tx,
  run: Run,
  call: PaidCall,
  failure: ServiceFailure,
): Promise<void> {
  const at = run.clock()
  const first = await setOutcome(tx, call, {
    outcome: 'FAILED',
    errorCode: failure.code,
    errorParams: failure.params,
    endedAt: at,
    ...costOf(failure.cost),
  })
  if (first) await book(tx, run, call, failure.cost ?? null)
}

/** The call was stopped on request. */
export async function voidCall(tx: Tx, run: Run, call: PaidCall, cost: Cost | null): Promise<void> {
  const at = run.clock()
  const first = await setOutcome(tx, call, { outcome: 'VOID', endedAt: at, ...costOf(cost) })
  if (first) await book(tx, run, call, cost)
}

/** A job that ended while its call was open gets its books closed by the call's end. */
async function book(tx: Tx, run: Run, call: PaidCall, cost: Cost | null): Promise<void> {
  const at = run.clock()
  const status = cost ? await chargeCall(tx, call, cost, at) : undefined
  if (cost) run.onCharged(cost.micros)
  await closeIfEnded(tx, { jobId: call.jobId, status }, at)
}

function costOf(cost: Cost | null | undefined): { costMicros?: bigint; costSource?: string } {
  return cost ? { costMicros: BigInt(cost.micros), costSource: cost.source } : {}
}

type OutcomeChange = Partial<Omit<ProviderCall, 'errorParams'>> & {
  outcome: CallOutcome
  errorParams?: Record<string, string | number>
}

/** False when the call had ended already. */
async function setOutcome(tx: Tx, call: PaidCall, change: OutcomeChange): Promise<boolean> {
  const { count } = await tx.providerCall.updateMany({
    where: { id: call.id, outcome: { in: ['INTENT', 'ACCEPTED', 'UNKNOWN'] } },
    data: change,
  })
  return count === 1
}
