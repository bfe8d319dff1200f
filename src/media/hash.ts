import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** sha256 of bytes, lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Up to this size a file is read at once: a stream costs more than its bytes. */
const SMALL_BYTES = 1024 * 1024

/** sha256 of a file, lower-case hex; a large one is read as a stream. */
export async function hashFile(file: string): Promise<string> {
  if ((await stat(file)).size <= SMALL_BYTES) return sha256(await readFile(file))
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
