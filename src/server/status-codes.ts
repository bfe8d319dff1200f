import type { ErrorCode } from '../errors.ts'

/** Codes that differ from their family. */
const byCode: Partial<Record<string, number>> = {
  ACCOUNT_NAME_INVALID: 422,
  ADOPT_UNREACHABLE: 503,
  API_BUSY: 503,
  API_CSRF: 403,
  API_DEARER: 409,
  API_FORBIDDEN: 403,
  API_HOST_REFUSED: 421,
  API_KEY_IN_USE: 409,
  API_KEY_REUSED: 422,
  API_MEDIA_MISSING: 404,
  API_MEDIA_TYPE: 415,
  API_METHOD: 405,
  API_NOT_FOUND: 404,
  API_NOT_NOW: 409,
  API_NOT_SIGNED_IN: 401,
  API_RATE_LIMITED: 429,
  API_ROWS_INVALID: 422,
  API_SIGN_IN_FAILED: 401,
  API_SIGN_IN_SLOWED: 429,
  API_STOPPING: 503,
  API_TOO_LARGE: 413,
  BATCH_AMBIGUOUS: 409,
  DATABASE_BUSY: 503,
  DATABASE_UNREACHABLE: 503,
  ENQUEUE_SUPERSEDED: 409,
  HOLD_SCOPE_UNKNOWN: 422,
  JOB_AMBIGUOUS: 409,
  JOB_NOT_FOUND: 404,
  PICTURE_CHANGED: 409,
  PRODUCT_UNKNOWN: 422,
  STORAGE_OBJECT_MISSING: 404,
  STORAGE_UNREACHABLE: 503,
  TOKEN_EXISTS: 409,
  USER_EXISTS: 409,
  USER_LAST_ADMIN: 409,
  USER_PASSWORD_DIFFERS: 422,
  USER_PASSWORD_WEAK: 422,
}

/** By the first word of an error code. */
const byFamily: Readonly<Record<string, number>> = {
  ADOPT: 409,
  API: 400,
  BATCH: 404,
  DAY: 400,
  INTAKE: 422,
  LIMIT: 429,
  PERIOD: 400,
  PRODUCT: 404,
  QUEUE: 503,
  REDIS: 503,
  TOKEN: 404,
  USAGE: 400,
  USER: 404,
}

/** The HTTP status of an error. */
export function statusOf(code: ErrorCode): number {
  return byCode[code] ?? byFamily[code.split('_', 1)[0]!] ?? 500
}
