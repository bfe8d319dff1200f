import type { ErrorCode } from '../errors.ts'
import type {
  ApproveResult,
  EnqueueResult,
  NotifyResult,
  RecoverResult,
  RetryResult,
  StatusResult,
  WorkerResult,
} from '../results.ts'
import type { StopSignal } from './host.ts'

/** How a command ends; `vidgen <command> --help` and the documentation list them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  limit: 3,
  partly: 4,
  unavailable: 5,
  SIGINT: 130,
  SIGTERM: 143,
} as const

/** Codes that differ from their family. */
const byCode: Partial<Record<string, number>> = {
  ACCOUNT_NAME_INVALID: exitCodes.usage,
  ADOPT_UNREACHABLE: exitCodes.unavailable,
  DATABASE_BUSY: exitCodes.unavailable,
  DATABASE_DENIED: exitCodes.unavailable,
  DATABASE_GONE: exitCodes.usage,
  DATABASE_OTHER_TIMEZONE: exitCodes.usage,
  DATABASE_REPLACED: exitCodes.usage,
  DATABASE_UNREACHABLE: exitCodes.unavailable,
  DATABASE_WRONG_KIND: exitCodes.usage,
  IMPORT_NO_DATABASE: exitCodes.usage,
  IMPORT_SAME_DATABASE: exitCodes.usage,
  HOLD_SCOPE_UNKNOWN: exitCodes.usage,
  NOTIFY_NO_CHANNEL: exitCodes.usage,
  OUTPUT_IN_HOME: exitCodes.usage,
  QUEUE_BAD_URL: exitCodes.usage,
  STORAGE_BUCKET_MISSING: exitCodes.unavailable,
  STORAGE_DENIED: exitCodes.unavailable,
  STORAGE_KEY_PAIR_INCOMPLETE: exitCodes.usage,
  STORAGE_REGION_WRONG: exitCodes.unavailable,
  STORAGE_UNREACHABLE: exitCodes.unavailable,
  USER_PASSWORD_DIFFERS: exitCodes.usage,
  USER_PASSWORD_WEAK: exitCodes.usage,
}

/** By the first word of an error code. */
export const exitByFamily: Readonly<Record<string, number>> = {
  CONFIG: exitCodes.usage,
  DAY: exitCodes.usage,
  HOME: exitCodes.usage,
  INTAKE: exitCodes.usage,
  PERIOD: exitCodes.usage,
  PRODUCT: exitCodes.usage,
  USAGE: exitCodes.usage,
  LIMIT: exitCodes.limit,
  NOTIFY: exitCodes.unavailable,
  QUEUE: exitCodes.unavailable,
  REDIS: exitCodes.unavailable,
  SERVE: exitCodes.usage,
  ACCOUNT: exitCodes.failed,
  ADOPT: exitCodes.failed,
  API: exitCodes.failed,
  AI: exitCodes.failed,
  APPROVAL: exitCodes.failed,
  BATCH: exitCodes.failed,
  CALL: exitCodes.failed,
  DATABASE: exitCodes.failed,
  DECLINED: exitCodes.failed,
  DOWNLOAD: exitCodes.failed,
  ENQUEUE: exitCodes.failed,
  HOLD: exitCodes.failed,
  IMPORT: exitCodes.failed,
  JOB: exitCodes.failed,
  MEDIA: exitCodes.failed,
  OFFLINE: exitCodes.failed,
  OUTPUT: exitCodes.failed,
  PICTURE: exitCodes.failed,
  STORAGE: exitCodes.failed,
  SYSTEM: exitCodes.failed,
  TOKEN: exitCodes.failed,
  USER: exitCodes.failed,
  UNEXPECTED: exitCodes.failed,
  INTERRUPTED: exitCodes.SIGINT,
}

/** The exit code of a command that ended with this error. */
export function exitOfError(code: ErrorCode): number {
  return byCode[code] ?? exitByFamily[code.split('_', 1)[0]!] ?? exitCodes.failed
}

/** The exit code after a signal stopped the command at once. */
export function exitOfSignal(signal: StopSignal): number {
  return exitCodes[signal]
}

/** Wrong input before the limit before "in part": the first thing that a caller must mend. */
export function exitOfEnqueue(result: EnqueueResult): number {
  if (result.refused === 'invalid') return exitCodes.usage
  if (result.refused === 'limit') return exitCodes.limit
  const noRoom = result.trimmed - result.beyondTake
  const taken = result.queued + result.deferred + result.awaitingApproval
  if (noRoom > 0 && taken === 0) return exitCodes.limit
  return result.invalidCount + noRoom > 0 ? exitCodes.partly : exitCodes.done
}

/** Refused as a whole by the limit, or queued in part. */
export function exitOfRetry(result: RetryResult): number {
  if (result.trimmed === 0) return exitCodes.done
  const taken = result.requeued + result.deferred + result.awaitingApproval
  return taken === 0 ? exitCodes.limit : exitCodes.partly
}

/** Refused as a whole by the limit, or approved in part. */
export function exitOfApprove(result: ApproveResult): number {
  const { trimmed, skipped, queued, deferred, published } = result
  if (trimmed === 0) return (skipped['video-missing'] ?? 0) > 0 ? exitCodes.partly : exitCodes.done
  return queued + deferred + published === 0 ? exitCodes.limit : exitCodes.partly
}

/**
 * A drain answers for its jobs, first for those that a pause keeps from running; a worker that was
 * asked to stop has done what it should.
 */
export function exitOfWorker(result: WorkerResult, drained: boolean): number {
  if (!drained) return exitCodes.done
  if ((result.waiting['HELD'] ?? 0) > 0) return exitCodes.unavailable
  return result.failed > 0 ? exitCodes.partly : exitCodes.done
}

/** The worst of what kept a repair from being looked at. */
export function exitOfRecover({ repairs }: RecoverResult): number {
  const codes = repairs.flatMap(({ error }) => (error ? exitOfError(error.code as ErrorCode) : []))
  if (codes.length === 0) return exitCodes.done
  return codes.every((code) => code === exitCodes.unavailable)
    ? exitCodes.unavailable
    : exitCodes.failed
}

/** Every channel must have taken it. */
export function exitOfNotify({ channels }: NotifyResult): number {
  return channels.every(({ ok }) => ok) ? exitCodes.done : exitCodes.unavailable
}

/** After `status --wait`: whether everything that was waited for has a video. */
export function exitOfWait(counts: StatusResult['counts']): number {
  const ended = Object.entries(counts).filter(([, jobs]) => jobs > 0)
  return ended.every(([status]) => status === 'COMPLETED') ? exitCodes.done : exitCodes.partly
}
