import { isAbsolute, relative, resolve } from 'node:path'
import { VidgenError } from '../errors.ts'
import { openWhole } from '../whole-file.ts'
import type { Context } from './context.ts'

/**
 * Writes a file whole or not at all. Throws OUTPUT_NOT_WRITTEN; what the chunks throw goes through.
 */
export async function writeWhole(
  file: string,
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const failing = (cause: unknown) => notWritten(file, cause)
  const whole = await openWhole(file).catch(failing)
  try {
    for await (const chunk of chunks) await whole.append(chunk).catch(failing)
    await whole.finish().catch(failing)
  } catch (error) {
    await whole.discard()
    throw error
  }
}

/** The home's own files are not for writing over. Throws OUTPUT_IN_HOME. */
export function assertOutsideHome(context: Context, file: string): void {
  const path = relative(context.config().home.path, resolve(context.host.cwd, file))
  if (path.startsWith('..') || isAbsolute(path)) return
  throw new VidgenError('OUTPUT_IN_HOME', { file })
}

/** Throws OUTPUT_NOT_WRITTEN with the reason of the operating system. */
export function notWritten(file: string, cause: unknown): never {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
  throw new VidgenError('OUTPUT_NOT_WRITTEN', { file, reason }, { cause })
}
