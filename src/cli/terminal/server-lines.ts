import { printable } from '../../render/printable.ts'
import type { ServerLine } from '../../requests.ts'

const FIRST_FAILURE = 400

/** Changes and failures are; reads come in thousands. */
export function isWorthALine({ method, status, level }: ServerLine): boolean {
  const isRead = method === 'GET' || method === 'HEAD'
  return level === 'error' || !isRead || status >= FIRST_FAILURE
}

/** A request as one line of the log, and below it what was unexpected. */
export function serverLine(line: ServerLine): string {
  const { at, status, method, path, ms, actor, address, id, error } = line
  const words = [at.toISOString(), status, method, path, `${ms}ms`, actor ?? '-', address, id]
  const first = printable(words.join(' '))
  return error === undefined ? first : [first, ...error.split('\n').map(printable)].join('\n  ')
}
