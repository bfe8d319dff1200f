import { setTimeout as sleep } from 'node:timers/promises'
import { VidgenError } from '../errors.ts'
import type { Patience } from './patience.ts'

interface TextLimits {
  limitBytes: number
  patience: Patience
}

/**
 * The whole body as text. Throws API_TOO_LARGE as soon as it is, whatever its length was said to be, and
 * what {@link piecesOf} does.
 */
export async function readText(
  request: Request,
  { limitBytes, patience }: TextLimits,
): Promise<string> {
  const tooLarge = () => new VidgenError('API_TOO_LARGE', { limitBytes })
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge()
  const untilMs = performance.now() + patience.jsonMs
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of piecesOf(request, { ...patience, untilMs })) {
    size += piece.byteLength
    if (size > limitBytes) throw tooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

interface PieceLimits {
  pieceMs: number
  /** By performance.now(): when all of it must have come. */
  untilMs?: number
}

/**
 * The body as it comes. Throws API_REQUEST_CUT where it breaks off, API_REQUEST_SLOW where nothing more
 * comes for a while.
 */
export async function* piecesOf(
  request: Request,
  { pieceMs, untilMs = Infinity }: PieceLimits,
): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
  if (!reader) return
  try {
    for (;;) {
      const patienceMs = Math.max(0, Math.min(pieceMs, untilMs - performance.now()))
      const { done, value } = await within(patienceMs, reader.read())
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

async function within<T>(limitMs: number, reading: Promise<T>): Promise<T> {
  const came = new AbortController()
  const late = sleep(limitMs, undefined, { signal: came.signal }).then(() => {
    throw new VidgenError('API_REQUEST_SLOW', undefined)
  })
  late.catch(() => {})
  const whole = reading.catch((cause: unknown) => {
    throw new VidgenError('API_REQUEST_CUT', undefined, { cause })
  })
  return await Promise.race([whole, late]).finally(() => came.abort())
}
