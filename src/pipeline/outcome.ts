/** What becomes of a call. Anyone who learns it may record it; the first does. */
import type { Cost, ServiceFailure } from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import type { ProviderCall } from '../generated/sqlite/client.ts'
import type { CallOutcome } from '../generated/sqlite/enums.ts'
import { slowDown, speedUp } from '../jobs/pace.ts'
import { chargeCall, closeIfEnded } from '../jobs/reservation.ts'
import type { CallNews } from '../requests.ts'
import type { PaidCall } from './call.ts'
import type { Run } from './run.ts'

/** What booking needs of a run. */
export type Books = Pick<Run, 'clock' | 'providerLimits' | 'onCharged'> &
  Partial<Pick<Run, 'onCall'>>

/** The service took the request; from now on it is asked by this id. True whoever learned it. */
export async function accept(run: Run, call: PaidCall, requestId: string): Promise<PaidCall> {
  const acceptedAt = run.clock()
  await run.db.providerCall.updateMany({
    where: { id: call.id, outcome: 'INTENT' },
    data: { outcome: 'ACCEPTED', requestId, acceptedAt },
  })
  tell(run, call, { outcome: 'ACCEPTED', requestId })
  return { ...call, outcome: 'ACCEPTED', requestId }
}

/** The result is there: books its cost, once, whoever learned it, also when the job has ended meanwhile. */
export async function succeed(
  tx: Tx,
  run: Books,
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
  if (!first) return
  const { requestId, cost } = answer
  tell(run, call, { outcome: 'SUCCEEDED', requestId, costMicros: cost.micros })
  await book(tx, run, call, answer.cost)
  if (isPaced(run, call)) await speedUp(tx, call.provider)
}

/** Whether the provider's callers look at each other. */
export function isPaced(
  run: Pick<Books, 'providerLimits'>,
  { provider }: Pick<PaidCall, 'provider'>,
): boolean {
  const { inFlight, perMinute } = run.providerLimits[provider]
  return inFlight > 0 || perMinute > 0
}

/** The call ended without a result; what it cost all the same is booked. */
export async function failCall(
  tx: Tx,
  run: Books,
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
  if (first) {
    const { code, params, cost } = failure
    tell(run, call, { outcome: 'FAILED', error: { code, params }, costMicros: cost?.micros })
    await book(tx, run, call, cost ?? null)
  }
  await rest(tx, run, call, failure)
}

/** A provider that is busy or out of reach is left alone by everybody for a while. */
export async function rest(
  tx: Tx,
  run: Pick<Books, 'providerLimits' | 'clock'>,
  { provider }: Pick<PaidCall, 'provider'>,
  { disposition, code, waitMs }: ServiceFailure,
): Promise<void> {
  if (disposition !== 'wait' || !isPaced(run, { provider })) return
  await slowDown(tx, { provider, waitMs, code, at: run.clock() })
}

/** A result that was paid for and can't be had any more: the next call is a new purchase. */
export async function loseResult(
  tx: Tx,
  call: PaidCall,
  failure: Pick<ServiceFailure, 'code' | 'params'>,
): Promise<void> {
  await tx.providerCall.updateMany({
    where: { id: call.id, outcome: 'SUCCEEDED' },
    data: { outcome: 'FAILED', errorCode: failure.code, errorParams: failure.params },
  })
}

/** Nobody knows whether the call was billed: it is counted as if it was, and has ended. */
export async function chargePossible(tx: Tx, run: Books, call: PaidCall): Promise<void> {
  const { service, provider, step, jobId, endpoint } = call
  const cost: Cost = { micros: Number(call.reservedMicros), source: 'possible' }
  const first = await setOutcome(tx, call, {
    outcome: 'FAILED',
    errorCode: 'CALL_OUTCOME_UNKNOWN',
    errorParams: { service, provider, step, jobId, endpoint },
    endedAt: run.clock(),
    ...costOf(cost),
  })
  if (!first) return
  const error = {
    code: 'CALL_OUTCOME_UNKNOWN',
    params: { service, provider, step, jobId, endpoint },
  }
  tell(run, call, { outcome: 'FAILED', error, costMicros: cost.micros })
  await book(tx, run, call, cost)
}

/** The call was stopped on request. */
export async function voidCall(
  tx: Tx,
  run: Books,
  call: PaidCall,
  cost: Cost | null,
): Promise<void> {
  const at = run.clock()
  const first = await setOutcome(tx, call, { outcome: 'VOID', endedAt: at, ...costOf(cost) })
  if (!first) return
  tell(run, call, { outcome: 'VOID', costMicros: cost?.micros })
  await book(tx, run, call, cost)
}

/** A job that ended while its call was open gets its books closed by the call's end. */
async function book(tx: Tx, run: Books, call: PaidCall, cost: Cost | null): Promise<void> {
  const at = run.clock()
  const status = cost ? await chargeCall(tx, call, cost, at) : undefined
  if (cost) run.onCharged(call.id, cost.micros)
  await closeIfEnded(tx, { jobId: call.jobId, status }, at)
}

/** Tells whoever keeps a log. */
export function tell(
  run: Partial<Pick<Run, 'onCall'>>,
  { id, provider, requestId }: PaidCall,
  news: Partial<Omit<CallNews, 'costMicros'>> & {
    outcome: CallOutcome
    costMicros?: number | undefined
  },
): void {
  const { costMicros, ...rest } = news
  run.onCall?.({
    id,
    provider,
    requestId,
    ...rest,
    ...(costMicros !== undefined && { costMicros }),
  })
}

function costOf(cost: Cost | null | undefined): { costMicros?: bigint; costSource?: string } {
  return cost ? { costMicros: BigInt(cost.micros), costSource: cost.source } : {}
}

type OutcomeChange = Partial<Omit<ProviderCall, 'errorParams' | 'request'>> & {
  outcome: CallOutcome
  errorParams?: Record<string, string | number>
}

/** False when the call had ended already. */
export async function setOutcome(tx: Tx, call: PaidCall, change: OutcomeChange): Promise<boolean> {
  const { count } = await tx.providerCall.updateMany({
    where: { id: call.id, outcome: { in: ['INTENT', 'ACCEPTED', 'UNKNOWN'] } },
    data: change,
  })
  return count === 1
}
