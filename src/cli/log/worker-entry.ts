import type { LogLevel } from '../../config/config.ts'
import type { WorkerEvent } from '../../requests.ts'
import { describeError } from '../../text/describe.ts'
import { eventText } from '../terminal/worker-lines.ts'
import type { Entry } from './log.ts'

const levels: Partial<Record<WorkerEvent['type'], LogLevel>> = {
  retrying: 'warn',
  failed: 'error',
  review: 'warn',
  held: 'warn',
  'queue-lost': 'error',
  problem: 'error',
}

/** An event of a worker for its log: whose job, which step and attempt, which paid request. */
export function workerEntry(event: WorkerEvent, timezone: string): Entry {
  const { at, type, jobId: job, productId: product, step, attempt, nextRunAt } = event
  const { provider, requestId, call } = event
  const error = event.error ?? call?.error
  const fields = {
    event: type,
    job,
    product,
    step,
    attempt,
    provider,
    requestId,
    ...(call && { call: call.id, outcome: call.outcome }),
    costMicros: call ? call.costMicros : event.costMicros,
    nextRunAt,
    ...(error && { code: error.code, reason: describeError(error.code, error.params).message }),
  }
  return { at, level: levelOf(event), message: eventText(event, timezone), fields }
}

function levelOf({ type, call, error }: WorkerEvent): LogLevel {
  if (call) return call.error || call.outcome === 'UNKNOWN' ? 'warn' : 'info'
  return levels[type] ?? (error ? 'warn' : 'info')
}
