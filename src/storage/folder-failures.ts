import { VidgenError } from '../errors.ts'
import { isSystemError, reasonOf } from './source-failures.ts'

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS', 'ELOOP'])

/** What a failed file operation in the folder means to a person. */
export function folderFailure(
  root: string,
  action: 'read' | 'write' | 'delete',
  error: unknown,
): unknown {
  if (error instanceof VidgenError || !isSystemError(error)) return error
  const place = { kind: 'folder' as const, place: root, reason: reasonOf(error) }
  const options = { cause: error }
  if (FULL.has(error.code)) return new VidgenError('STORAGE_FULL', place, options)
  if (DENIED.has(error.code))
    return new VidgenError('STORAGE_DENIED', { ...place, action }, options)
  return new VidgenError('STORAGE_UNREACHABLE', place, options)
}
