import { databaseFailure } from './db/failures.ts'
import { type ErrorCode, VidgenError } from './errors.ts'
const LONGEST_MESSAGE = 500

/** System error codes that deserve a sentence of their own. */
const systemErrors = {
  ENOSPC: 'SYSTEM_DISK_FULL',
  EDQUOT: 'SYSTEM_DISK_FULL',
  EACCES: 'SYSTEM_DENIED',
  EPERM: 'SYSTEM_DENIED',
  EROFS: 'SYSTEM_READ_ONLY',
  EMFILE: 'SYSTEM_TOO_MANY_FILES',
  ENFILE: 'SYSTEM_TOO_MANY_FILES',
  ENOENT: 'SYSTEM_NOT_FOUND',
} as const satisfies Record<string, ErrorCode>

/** Any thrown value as one of ours: system errors by their code, the rest as UNEXPECTED. */
export function asVidgenError(error: unknown): VidgenError {
  if (error instanceof VidgenError) return error
  const failure = databaseFailure(error)
  if (failure) return failure
  const { code, path, syscall, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>
  const known = code === undefined ? undefined : systemErrors[code as keyof typeof systemErrors]
  if (known) return new VidgenError(known, { path: path ?? syscall ?? 'unknown' }, { cause: error })
  const text = (message ?? String(error)).replaceAll(/\s+/g, ' ').trim()
  return new VidgenError('UNEXPECTED', { message: clip(text) }, { cause: error })
}

function clip(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text
}
