import { open, rename, rm } from 'node:fs/promises'
import { VidgenError } from '../errors.ts'

/**
 * Writes a file whole or not at all: under a temporary name beside it, then renamed. Throws
 * OUTPUT_NOT_WRITTEN; what the chunks throw goes through.
 */
export async function writeWhole(
  file: string,
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const temporary = `${file}.${process.pid}.part`
  const failing = (cause: unknown) => notWritten(file, cause)
  const handle = await open(temporary, 'wx').catch(failing)
  try {
    for await (const chunk of chunks) await handle.writeFile(chunk).catch(failing)
    await handle.sync().catch(failing)
    await handle.close()
    await rename(temporary, file).catch(failing)
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(temporary, { force: true })
    throw error
  }
}

function notWritten(file: string, cause: unknown): never {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
  throw new VidgenError('OUTPUT_NOT_WRITTEN', { file, reason }, { cause })
}
