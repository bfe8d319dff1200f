import { say, type Style, type Tone } from '../../render/style.ts'
import { timeOfDay } from '../../render/time.ts'
import type { WorkerResult } from '../../results.ts'
import { describeError } from '../../text/describe.ts'
import { workerTexts as t } from '../../text/cli.ts'
import type { WorkerEvent } from '../../vidgen.ts'

/** One line an event, the same with and without a terminal: `12:03:01 p-1001 completed $0.2672`. */
export function eventLine(event: WorkerEvent, style: Style): string {
  const line = `${timeOfDay(event.at, style.timezone)} ${eventText(event, style.timezone)}`
  return say(style, line, tones[event.type])
}

/** The same without its time. */
export function eventText(event: WorkerEvent, timezone: string): string {
  return `${event.productId ?? t.self} ${told[event.type](event, timezone)}`
}

/** What a worker did, when it ends. */
export function workerSummary(result: WorkerResult): string {
  const lines = [t.summary({ processed: result.processed, totals: t.totals(result) })]
  const waiting = Object.entries(result.waiting).filter(([, jobs]) => jobs > 0)
  if (waiting.length > 0) lines.push(t.waiting(Object.fromEntries(waiting)))
  if (waiting.length > 0 || result.failed > 0) lines.push(t.next)
  return lines.join('\n')
}

/** What a person should notice. */
const tones: Partial<Record<WorkerEvent['type'], Tone>> = {
  completed: 'green',
  retrying: 'yellow',
  failed: 'red',
  review: 'yellow',
  'awaiting-approval': 'yellow',
  held: 'yellow',
  'queue-lost': 'red',
  problem: 'red',
}

type Tell = (event: WorkerEvent, timezone: string) => string

const told: Record<WorkerEvent['type'], Tell> = {
  ready: () => t.ready,
  started: (event) => t.started(event.attempt),
  step: (event) => t.step(event.step),
  completed: (event) => t.completed(event.costMicros),
  retrying: (event, timezone) =>
    t.retrying(event.nextRunAt ? timeOfDay(event.nextRunAt, timezone) : null, whyOf(event)),
  failed: (event) => t.failed(whyOf(event)),
  cancelled: () => t.cancelled,
  'awaiting-approval': () => t.awaitingApproval,
  deferred: (event) => t.deferred(whyOf(event)),
  review: (event) => t.review(whyOf(event)),
  held: (event) => t.held(whyOf(event)),
  returned: (event) => t.returned(whyOf(event)),
  draining: () => t.draining,
  'queue-lost': (event) => t.queueLost(whyOf(event)),
  'queue-back': () => t.queueBack,
  problem: (event) => t.problem(whyOf(event)),
  call: ({ call }) => (call ? t.call(call) : ''),
}

/** `message (CODE)`, on one line. */
function whyOf({ error }: WorkerEvent): string {
  if (!error) return ''
  const { message } = describeError(error.code, error.params)
  return `${message.replaceAll(/\s+/g, ' ')} (${error.code})`
}
