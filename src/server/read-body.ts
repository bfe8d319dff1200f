import { VidgenError } from '../errors.ts'

/** The whole body as text. Throws API_TOO_LARGE as soon as it is, whatever its length was said to be. */
export async function readText(request: Request, limitBytes: number): Promise<string> {
  const tooLarge = () => new VidgenError('API_TOO_LARGE', { limitBytes })
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge()
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.byteLength
    if (size > limitBytes) throw tooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
