import { getSystemErrorMessage } from 'node:util'
import { VidgenError } from '../errors.ts'

type SystemError = NodeJS.ErrnoException & { code: string }

/** Throws STORAGE_SOURCE_UNREADABLE: the file to be stored can't be read. */
export function sourceFailure(file: string, error: unknown): never {
  if (!isSystemError(error)) throw error
  const params = { file, reason: reasonOf(error) }
  throw new VidgenError('STORAGE_SOURCE_UNREADABLE', params, { cause: error })
}

/** Whether the operating system refused something. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

/** The system's own words and code, without paths. */
export function reasonOf(error: SystemError): string {
  const words = error.errno === undefined ? '' : getSystemErrorMessage(error.errno)
  return words === '' ? error.code : `${words} (${error.code})`
}
