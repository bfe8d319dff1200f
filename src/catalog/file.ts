import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { VidgenError } from '../errors.ts'

const READ_BYTES = 64 * 1024

/**
 * The bytes of a file, or of standard input for `-`. Throws INTAKE_FILE_MISSING,
 * INTAKE_FILE_IS_FOLDER, INTAKE_FILE_DENIED, INTAKE_FILE_UNREADABLE, while it is read too.
 */
export async function openBytes(file: string, stdin: Readable): Promise<Readable> {
  if (file === '-') return stdin
  const { isFolder } = await stat(file).then(
    (found) => ({ isFolder: found.isDirectory() }),
    (cause: unknown) => {
      throw readError(file, cause)
    },
  )
  if (isFolder) throw new VidgenError('INTAKE_FILE_IS_FOLDER', { file })
  return createReadStream(file, { highWaterMark: READ_BYTES })
}

/** What to tell about a file that the system refuses. */
export function readError(file: string, cause: unknown): VidgenError {
  const reason = errorCode(cause)
  if (reason === 'ENOENT' || reason === 'ENOTDIR')
    return new VidgenError('INTAKE_FILE_MISSING', { file }, { cause })
  if (reason === 'EISDIR') return new VidgenError('INTAKE_FILE_IS_FOLDER', { file }, { cause })
  if (reason === 'EACCES' || reason === 'EPERM')
    return new VidgenError('INTAKE_FILE_DENIED', { file }, { cause })
  return new VidgenError('INTAKE_FILE_UNREADABLE', { file, reason }, { cause })
}

/** The system's code of an error (`ENOENT`), or its message where it has none. */
export function errorCode(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
