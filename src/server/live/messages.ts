/** What the stream says, as server-sent events. */
import type { FeedRow } from '../../db/sql/event-feed.ts'
import type { JobStatus, StepName } from '../../generated/sqlite/enums.ts'
import { PROGRESS_OF_STEP, STATUS_OF_STEP } from '../../jobs/states.ts'

/** Something to tell, made into bytes once for all streams. */
export interface Message {
  /** What it is about; null is for everybody. */
  subject: { jobId: string; productId: string; batchId: string } | null
  /** Of an event; null where it has none or came late. */
  eventId: number | null
  bytes: Uint8Array
}

/** What one look at the database found, in its order. */
export interface Round {
  messages: Message[]
  /** All of them in one piece: most streams want them all. */
  bytes: Uint8Array
}

/** Makes a round of messages. */
export function roundOf(messages: Message[]): Round {
  return { messages, bytes: joined(messages) }
}

/** The part of a round that somebody wants, in one piece: each piece is a write to a socket. */
export function partOf(round: Round, wants: (message: Message) => boolean): Uint8Array {
  const wanted = round.messages.filter(wants)
  return wanted.length === round.messages.length ? round.bytes : joined(wanted)
}

function joined(messages: Message[]): Uint8Array {
  return Buffer.concat(messages.map(({ bytes }) => bytes))
}

const encoder = new TextEncoder()

/** An event's text. JSON has no line breaks, so a line of data is enough. */
export function sse(event: string, data: unknown, id?: number): Uint8Array {
  const number = id === undefined ? '' : `id: ${id}\n`
  return encoder.encode(`event: ${event}\n${number}data: ${JSON.stringify(data)}\n\n`)
}

/** A line that keeps the connection from being taken for dead. */
export const heartbeat = encoder.encode(': still here\n\n')

/** A transition. One that came late has no id, so that a reader who comes back misses nothing after it. */
export function jobMessage(row: FeedRow, isLate: boolean): Message {
  const { eventId, jobId, productId, batchId, at, status, progress, costMicros, ...rest } = row
  const data = {
    eventId: Number(eventId),
    jobId,
    productId,
    batchId,
    at: at.toISOString(),
    ...rest,
    attempt: Number(rest.attempt),
    status,
    progress: Number(progress),
    step: stepOf(status, Number(progress)),
    costMicros: Number(costMicros),
  }
  const id = isLate ? null : data.eventId
  return {
    subject: { jobId, productId, batchId },
    eventId: id,
    bytes: sse('job', data, id ?? undefined),
  }
}

/** A running job that got further without a transition. */
export interface Progress {
  jobId: string
  productId: string
  batchId: string
  status: JobStatus
  progress: number
}

export function progressMessage({
  jobId,
  productId,
  batchId,
  status,
  progress,
}: Progress): Message {
  const data = { jobId, status, step: stepOf(status, progress), progress }
  return { subject: { jobId, productId, batchId }, eventId: null, bytes: sse('progress', data) }
}

/** The step that a running job's progress stands in. */
function stepOf(status: JobStatus, progress: number): StepName | null {
  const steps = Object.entries(STATUS_OF_STEP) as [StepName, JobStatus][]
  const own = steps.filter(([, running]) => running === status).map(([step]) => step)
  return own.findLast((step) => PROGRESS_OF_STEP[step] <= progress) ?? own[0] ?? null
}
