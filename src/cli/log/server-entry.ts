import type { ServerLine } from '../../requests.ts'
import { isWorthALine } from '../terminal/server-lines.ts'
import type { Entry } from './log.ts'

const FIRST_FAILURE = 400

/** A request for the server's log; reads that went well are for those who want all. */
export function serverEntry(line: ServerLine, { all }: { all: boolean }): Entry {
  const { at, id: requestId, jobId, productId, batchId, ...rest } = line
  const { method, path, status } = rest
  const level = isWorthALine(line) || all ? levelOf(line) : 'debug'
  const about = { job: jobId, product: productId, batch: batchId }
  const fields = { event: 'request', requestId, ...about, ...rest, level: undefined }
  return { at, level, message: `${method} ${path} ${status}`, fields }
}

function levelOf({ level, status }: ServerLine): Entry['level'] {
  if (level === 'error') return 'error'
  return status >= FIRST_FAILURE ? 'warn' : 'info'
}
