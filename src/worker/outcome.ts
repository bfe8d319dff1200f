/** What becomes of a job when its run ends: one decision, one transaction. */
import { ServiceFailure } from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import { databaseFailure } from '../db/failures.ts'
import { VidgenError } from '../errors.ts'
import { awaitPriceApproval } from '../jobs/approval-transitions.ts'
import { beginHold, holdOn } from '../jobs/holds.ts'
import {
  type Actor,
  cancelRunning,
  deferRunning,
  fail,
  type FailureNote,
  handBack,
  type Held,
  needReview,
  retryLater,
} from '../jobs/transitions.ts'
import { OutOfPatience } from '../pipeline/patience.ts'
import { RunStopped, type Stop } from '../pipeline/run.ts'
import type { WorkerEvent } from '../requests.ts'
import { isStorageAway } from '../storage/away.ts'
import { describeError } from '../text/describe.ts'
import { inLanguage } from '../text/language.ts'

/** Why a run ended before its job did. */
export type Ending =
  | Stop
  | { kind: 'retry'; failure: FailureNote }
  | { kind: 'fail'; failure: FailureNote }

/** Thrown into the runs of a worker that stops at once. */
export class WorkerStopped extends Error {
  override readonly name = 'WorkerStopped'
}

/** Nothing of the job's: it waits until the service is back, without using an attempt. */
const OUT_OF_REACH = new Set([
  'DATABASE_FULL',
  'DATABASE_READ_ONLY',
  'DATABASE_BUSY',
  'DATABASE_UNREACHABLE',
  'DATABASE_DENIED',
])
/** The product's own picture: trying again can't help. */
const HOPELESS = /^(MEDIA_NOT_A_PICTURE$|DOWNLOAD_(REFUSED|TOO_LARGE|NOT_HTTPS|ADDRESS_REFUSED)$)/
const OUT_OF_REACH_WAIT_MS = 10_000

/** Classifies what a run threw. */
export function endingOf(error: unknown, context: { jobTimeoutMs: number }): Ending {
  if (error instanceof RunStopped) return error.stop
  if (error instanceof WorkerStopped) return { kind: 'wait', waitMs: 0, reason: 'worker-stopped' }
  if (error instanceof OutOfPatience) {
    const seconds = Math.round(context.jobTimeoutMs / 1000)
    return { kind: 'retry', failure: { code: 'JOB_TIMEOUT', params: { seconds } } }
  }
  if (error instanceof ServiceFailure) return endingOfService(error)
  const ours = error instanceof VidgenError ? error : databaseFailure(error)
  if (ours) return endingOfOurs(ours)
  const reason = error instanceof Error ? error.message : String(error)
  return { kind: 'retry', failure: { code: 'UNEXPECTED_FAILURE', params: { reason } } }
}

function endingOfService(error: ServiceFailure): Ending {
  const failure = { code: error.code, params: error.params }
  switch (error.disposition) {
    case 'wait':
      return {
        kind: 'wait',
        waitMs: error.waitMs ?? OUT_OF_REACH_WAIT_MS,
        reason: error.code,
        failure,
      }
    case 'reject':
      return { kind: 'fail', failure }
    case 'halt':
    case 'retry':
    case 'unknown':
    default:
      return { kind: 'retry', failure }
  }
}

function endingOfOurs(error: VidgenError): Ending {
  const params = error.params as Record<string, string | number>
  const failure = { code: error.code, params }
  // Of everything that this provider is to be paid for: nothing is bought until somebody has set it.
  if (error.code === 'CONFIG_PRICE_MISSING') {
    return { kind: 'halt', scope: String(params['provider']), failure }
  }
  if (OUT_OF_REACH.has(error.code) || isStorageAway(error.code)) {
    return { kind: 'wait', waitMs: OUT_OF_REACH_WAIT_MS, reason: error.code, failure }
  }
  return HOPELESS.test(error.code) && !isPassing(error)
    ? { kind: 'fail', failure }
    : { kind: 'retry', failure }
}

/** A shop's own server in trouble. */
function isPassing({ params }: VidgenError): boolean {
  const { status } = params as { status?: number }
  return status !== undefined && (status >= 500 || status === 429 || status === 408)
}

export interface AttemptPolicy {
  maxAttempts: number
  backoffMs: number
}

const MAX_BACKOFF_MS = 15 * 60_000

/** Exponential from `backoffMs`, capped, with up to 20 % of jitter. */
export function backoffMs(policy: AttemptPolicy, attempt: number, random = Math.random): number {
  const plain = Math.min(MAX_BACKOFF_MS, policy.backoffMs * 2 ** (attempt - 1))
  return Math.round(plain * (1 + 0.2 * random()))
}

/** Carries an ending out; returns what the worker tells about it. */
export async function conclude(
  tx: Tx,
  job: Held,
  ending: Ending,
  options: { by: Actor; policy: AttemptPolicy; approval: { expiresMs: number } },
): Promise<Pick<WorkerEvent, 'type' | 'error' | 'nextRunAt'>> {
  const { by } = options
  switch (ending.kind) {
    case 'cancelled':
      await cancelRunning(tx, job, by)
      return { type: 'cancelled' }
    case 'deferred':
      await deferRunning(tx, job, ending.failure, by)
      return { type: 'deferred', error: ending.failure }
    case 'approval': {
      const until = new Date(by.at.getTime() + options.approval.expiresMs)
      await awaitPriceApproval(tx, job, { needMicros: ending.needMicros, until, by })
      return { type: 'awaiting-approval' }
    }
    case 'held': {
      // It may have been ended meanwhile: then nothing would wake the job.
      const hold = await holdOn(tx, ending.scope)
      await handBack(tx, job, { reason: 'held', ...(hold && { heldFor: hold.scope }), by })
      return { type: 'held' }
    }
    case 'halt': {
      const { scope, failure } = ending
      const { code, params } = failure
      const { message: reason } = inLanguage('en', () => describeError(code, params))
      await beginHold(tx, { scope, code, reason, params, by })
      await handBack(tx, job, { reason: failure.code, heldFor: scope, by })
      return { type: 'held', error: failure }
    }
    case 'wait': {
      const { waitMs, reason, failure } = ending
      const due = waitMs > 0 ? { nextRunAt: new Date(by.at.getTime() + waitMs) } : {}
      await handBack(tx, job, { reason, ...due, ...(failure && { failure }), by })
      return { type: 'returned', ...due, ...(failure && { error: failure }) }
    }
    case 'review':
      await needReview(tx, job, ending.failure, by)
      return { type: 'review', error: ending.failure }
    case 'fail':
      await fail(tx, job, ending.failure, by)
      return { type: 'failed', error: ending.failure }
    case 'retry':
    default:
      return retryOrFail(tx, job, ending.failure, options)
  }
}

async function retryOrFail(
  tx: Tx,
  job: Held,
  failure: FailureNote,
  { by, policy }: { by: Actor; policy: AttemptPolicy },
): Promise<Pick<WorkerEvent, 'type' | 'error' | 'nextRunAt'>> {
  if (job.attempt < policy.maxAttempts) {
    const nextRunAt = new Date(by.at.getTime() + backoffMs(policy, job.attempt))
    await retryLater(tx, job, { nextRunAt, failure, by })
    return { type: 'retrying', error: failure, nextRunAt }
  }
  // A purchase whose end nobody knows must not be given up.
  const open = await tx.providerCall.count({
    where: { jobId: job.id, outcome: { in: ['INTENT', 'ACCEPTED', 'UNKNOWN'] } },
  })
  if (open > 0) {
    await needReview(tx, job, failure, by)
    return { type: 'review', error: failure }
  }
  await fail(tx, job, failure, by)
  return { type: 'failed', error: failure }
}
