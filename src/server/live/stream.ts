/** One reader's stream of events. */
import { eventsAfter } from '../../db/sql/event-feed.ts'
import type { Principal } from '../guard/principal.ts'
import { principalOf } from '../guard/principal.ts'
import type { House } from '../house.ts'
import { heartbeat, jobMessage, type Message, partOf, type Round, sse } from './messages.ts'

/** Often enough for proxies, and for the server's own patience. */
export const HEARTBEAT_MS = 15_000
/** A reader that is further behind than this is cut off. */
const MOST_BEHIND_BYTES = 1_000_000
/** Events that a reader who comes back may have missed. */
const MOST_MISSED = 1_000

export interface StreamOptions {
  house: House
  who: Principal
  /** Asked again, so that a stream ends with its session. */
  request: Request
  wants: (subject: NonNullable<Message['subject']>) => boolean
  /** The last event that the reader has; null begins now. */
  after: number | null
  onEnd: () => void
}

/** Server-sent events until the reader leaves, the session ends or the server stops. */
export function openStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const life = new AbortController()
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        void run(options, controller, life).catch(() => {
          life.abort()
          closeQuietly(controller)
        })
      },
      cancel: () => life.abort(),
    },
    { highWaterMark: MOST_BEHIND_BYTES, size: (bytes) => bytes?.byteLength ?? 0 },
  )
}

type Controller = ReadableStreamDefaultController<Uint8Array>

async function run(
  options: StreamOptions,
  controller: Controller,
  life: AbortController,
): Promise<void> {
  const { house, onEnd, wants } = options
  const send = (bytes: Uint8Array) => {
    if (life.signal.aborted) return
    if ((controller.desiredSize ?? 0) <= 0) return life.abort()
    controller.enqueue(bytes)
  }
  const waiting: Round[] = []
  let replayed = options.after === null ? 0 : null
  const isNews = ({ subject, eventId }: Message) =>
    (!subject || wants(subject)) && (eventId === null || eventId > (replayed ?? 0))
  const hear = (round: Round) => {
    if (replayed === null) {
      waiting.push(round)
      return
    }
    const bytes = partOf(round, isNews)
    if (bytes.byteLength > 0) send(bytes)
  }
  const feed = await house.feed.listen(hear).catch((error: unknown) => {
    onEnd()
    throw error
  })
  const stopTimers = keepUp(options, { send, life })
  const finish = () => {
    feed.end()
    stopTimers()
    onEnd()
    closeQuietly(controller)
  }
  // The reader may have left already.
  if (life.signal.aborted) return finish()
  life.signal.addEventListener('abort', finish, { once: true })
  send(sse('hello', { lastEventId: feed.lastEventId }))
  send(await house.feed.first())
  if (options.after !== null) {
    await replay(options, options.after, { upTo: feed.lastEventId, send })
    replayed = feed.lastEventId
    for (const round of waiting.splice(0)) hear(round)
  }
}

/** Heartbeats, and the ends that come from outside. */
function keepUp(
  { house, request, who }: StreamOptions,
  { send, life }: { send: (bytes: Uint8Array) => void; life: AbortController },
): () => void {
  const end = (reason: 'stopping' | 'expired') => {
    send(sse('bye', { reason }))
    life.abort()
  }
  const beat = setInterval(() => {
    send(heartbeat)
    principalOf(house, request).then(
      (now) => now?.role === who.role || end('expired'),
      // The database is away: the next beat asks again.
      () => {},
    )
  }, HEARTBEAT_MS)
  const stop = () => end('stopping')
  if (house.stopping.aborted) stop()
  else house.stopping.addEventListener('abort', stop, { once: true })
  return () => {
    clearInterval(beat)
    house.stopping.removeEventListener('abort', stop)
  }
}

async function replay(
  { house, wants }: StreamOptions,
  after: number,
  { upTo, send }: { upTo: number; send: (bytes: Uint8Array) => void },
): Promise<void> {
  const rows = await eventsAfter(house.db, { after, late: [], take: MOST_MISSED + 1 })
  if (rows.length > MOST_MISSED) return send(sse('reset', { reason: 'missed-too-much' }))
  for (const row of rows) {
    if (Number(row.eventId) <= upTo && wants(row)) send(jobMessage(row, false).bytes)
  }
}

function closeQuietly(controller: Controller): void {
  try {
    controller.close()
  } catch {
    // The reader closed it first.
  }
}
