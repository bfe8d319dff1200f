/** Reads a stream of server-sent events. */
import type { StatusResult } from '../../src/results.ts'

/** What tests read of the data of all kinds of events; one that an event has not is undefined. */
interface SseData extends Pick<StatusResult, 'counts' | 'holds' | 'limit'> {
  lastEventId: number
  eventId: number
  jobId: string
  productId: string
  reason: string
  to: string | null
}

interface Sse {
  event: string
  id: string | null
  data: SseData
}

export interface Reader {
  status: number
  events: Sse[]
  /** Settled when the stream has ended, whoever ended it. */
  ended: Promise<void>
  of(event: string): Sse[]
  close(): void
}

/** Opens a stream; it is read from then on. */
export async function openReader(url: string, headers: Record<string, string>): Promise<Reader> {
  const life = new AbortController()
  const answer = await fetch(url, { headers, signal: life.signal })
  const events: Sse[] = []
  const ended = answer.body ? readInto(events, answer.body) : Promise.resolve()
  return {
    status: answer.status,
    events,
    ended,
    of: (event) => events.filter((each) => each.event === event),
    close: () => life.abort(),
  }
}

async function readInto(events: Sse[], body: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const piece of body) {
      text += decoder.decode(piece, { stream: true })
      const parts = text.split('\n\n')
      text = parts.pop()!
      for (const part of parts) if (!part.startsWith(':')) events.push(parsed(part))
    }
  } catch {
    // Closed by us.
  }
}

function parsed(part: string): Sse {
  const lines = new Map(part.split('\n').map((line) => splitOnce(line)))
  return {
    event: lines.get('event') ?? 'message',
    id: lines.get('id') ?? null,
    data: JSON.parse(lines.get('data') ?? 'null') as SseData,
  }
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf(': ')
  return [line.slice(0, at), line.slice(at + 2)]
}
