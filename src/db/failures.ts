import { VidgenError } from '../errors.ts'

/**
 * The database's own trouble behind an error of Prisma or the driver: DATABASE_FULL, DATABASE_READ_ONLY,
 * DATABASE_BUSY or DATABASE_DAMAGED; null where the error is about something else.
 */
export function databaseFailure(error: unknown): VidgenError | null {
  const { code, reason } = driverCode(error)
  const options = { cause: error }
  if (code.startsWith('SQLITE_FULL')) return new VidgenError('DATABASE_FULL', undefined, options)
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code)) {
    return new VidgenError('DATABASE_READ_ONLY', undefined, options)
  }
  if (/^SQLITE_(BUSY|LOCKED)|^P2028|^P1008/.test(code)) {
    return new VidgenError('DATABASE_BUSY', undefined, options)
  }
  if (/^SQLITE_(IOERR|CORRUPT|NOTADB)/.test(code)) {
    return new VidgenError('DATABASE_DAMAGED', { reason }, options)
  }
  return null
}

interface DriverCause {
  originalCode?: string
  originalMessage?: string
}

function driverCode(error: unknown): { code: string; reason: string } {
  const { code, message, meta, cause } = (error ?? {}) as {
    code?: string
    message?: string
    meta?: { driverAdapterError?: { cause?: DriverCause } }
    cause?: DriverCause
  }
  const inner = meta?.driverAdapterError?.cause ?? cause
  return {
    code: inner?.originalCode ?? code ?? '',
    reason: inner?.originalMessage ?? message ?? '',
  }
}
