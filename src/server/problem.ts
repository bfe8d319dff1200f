import { STATUS_CODES } from 'node:http'
import { type ErrorCode, type ErrorParams, VidgenError } from '../errors.ts'
import { addDays, startOfDay } from '../reports/days.ts'
import type { RowProblem } from '../results.ts'
import { describeError } from '../text/describe.ts'
import { serverTexts } from '../text/server.ts'
import { statusOf } from './status-codes.ts'

/** What breaks the reading of a body off. */
const UNREAD: ReadonlySet<ErrorCode> = new Set([
  'API_TOO_LARGE',
  'API_UPLOAD_BROKEN',
  'API_REQUEST_CUT',
  'API_REQUEST_SLOW',
])

/** What is wrong with a part of a request. */
export interface RequestFault {
  in: 'path' | 'query' | 'body' | 'header'
  path: string
  message: string
}

/** A request that does not fit its schema; every fault of it. */
export class BadRequest extends VidgenError<'API_BAD_REQUEST'> {
  readonly faults: RequestFault[]

  constructor(faults: RequestFault[]) {
    super('API_BAD_REQUEST', { problems: faults.length })
    this.faults = faults
  }
}

/** An upload with rows that can't be used. */
export class InvalidRows extends VidgenError<'API_ROWS_INVALID'> {
  readonly rows: RowProblem[]

  constructor(rows: RowProblem[], count: number) {
    super('API_ROWS_INVALID', { rows: count })
    this.rows = rows
  }
}

/** The problem document (RFC 9457) of an error; what is nobody's business stays out of it. */
export function problemOf(
  error: VidgenError,
  { requestId, at }: { requestId: string; at: Date },
): Response {
  const { code, params } = error
  const status = statusOf(code)
  const hidden = status === 500
  const { message, hint } = describeError(code, params)
  const retryAfterS = retryAfterOf(error, at)
  const document = {
    type: `urn:vidgen:error:${hidden ? 'UNEXPECTED' : code}`,
    title: STATUS_CODES[status],
    status,
    code: hidden ? 'UNEXPECTED' : code,
    detail: hidden ? serverTexts.unexpected : message,
    hint: hidden ? null : hint,
    instance: `urn:vidgen:request:${requestId}`,
    ...(retryAfterS !== undefined && { retryAfterS }),
    ...(!hidden && params && { params }),
    ...(error instanceof BadRequest && { errors: error.faults }),
    ...(error instanceof InvalidRows && { invalid: error.rows, invalidCount: error.params.rows }),
  }
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
      ...(status === 401 && { 'www-authenticate': 'Bearer realm="vidgen"' }),
      // The rest of the body is not read: nothing else can come on this connection.
      ...(UNREAD.has(code) && { connection: 'close' }),
      ...(code === 'API_METHOD' && {
        allow: (params as { allowed: string[] }).allowed.join(', '),
      }),
    },
  })
}

/** The day's limit is another one tomorrow. */
function retryAfterOf({ code, params }: VidgenError, at: Date): number | undefined {
  if (code !== 'LIMIT_REACHED') return (params as { retryAfterS?: number } | undefined)?.retryAfterS
  const { limit } = params as ErrorParams<'LIMIT_REACHED'>
  const tomorrow = startOfDay(addDays(limit.day, 1), limit.timezone)
  return Math.max(1, Math.ceil((tomorrow.getTime() - at.getTime()) / 1000))
}
