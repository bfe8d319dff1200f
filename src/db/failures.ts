import { VidgenError } from '../errors.ts'
import { driverCode } from './retry.ts'

/**
 * The database's own trouble behind an error of Prisma or the driver: DATABASE_FULL, DATABASE_READ_ONLY,
 * DATABASE_BUSY, DATABASE_UNREACHABLE, DATABASE_DENIED or DATABASE_DAMAGED; null where the error is
 * about something else.
 */
export function databaseFailure(error: unknown): VidgenError | null {
  const code = driverCode(error)
  const options = { cause: error }
  const reason = reasonOf(error)
  if (/^(SQLITE_FULL|53100$)/.test(code))
    return new VidgenError('DATABASE_FULL', undefined, options)
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM)|25006$)/.test(code)) {
    return new VidgenError('DATABASE_READ_ONLY', undefined, options)
  }
  if (/^(SQLITE_(BUSY|LOCKED)|P2028$|P2034$|P1008$|40001$|40P01$|55P03$)/.test(code)) {
    return new VidgenError('DATABASE_BUSY', undefined, options)
  }
  if (/^SQLITE_(IOERR|CORRUPT|NOTADB)/.test(code)) {
    return new VidgenError('DATABASE_DAMAGED', { reason }, options)
  }
  if (/^(28|3D000$|42501$|P1000$|P1003$|P1010$)/.test(code)) {
    return new VidgenError('DATABASE_DENIED', { reason }, options)
  }
  if (isOutOfReach(code, reason))
    return new VidgenError('DATABASE_UNREACHABLE', { reason }, options)
  return null
}

function isOutOfReach(code: string, reason: string): boolean {
  return (
    /^(08|57P0|53300$|VG00|P1001$|P1002$|P1011$|P1017$|P2024$)/.test(code) ||
    /timeout exceeded when trying to connect|^Connection terminated|^Client (was closed|has encountered a connection error)/.test(
      reason,
    )
  )
}

function reasonOf(error: unknown): string {
  const {
    message = '',
    meta,
    cause,
  } = (error ?? {}) as {
    message?: string
    meta?: { driverAdapterError?: { cause?: { originalMessage?: string } } }
    cause?: { originalMessage?: string }
  }
  const inner = meta?.driverAdapterError?.cause ?? cause
  return inner?.originalMessage ?? message
}
