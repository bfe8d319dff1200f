import type { Writable } from 'node:stream'
import type { Host, OutputStream } from '../host.ts'

/** The reader of stdout went away (`vidgen export | head`): no failure, nothing to say. */
export class OutputClosed extends Error {}

/** Nothing is cut where a program or a file reads. */
const WIDTH_WITHOUT_TERMINAL = 10_000

/** Resolves when the text was taken. Throws OutputClosed when nobody reads any more. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (text === '') return
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => {
      if (!error) resolve()
      else reject(isClosed(error) ? new OutputClosed(undefined, { cause: error }) : error)
    })
  })
}

/** Columns of a terminal, or what COLUMNS says, or room for everything. */
export function widthOf(stream: OutputStream, env: NodeJS.ProcessEnv): number {
  const told = Number(env.COLUMNS)
  return stream.columns || (Number.isInteger(told) && told > 0 ? told : WIDTH_WITHOUT_TERMINAL)
}

/** NO_COLOR and --no-color say no, FORCE_COLOR yes, else a terminal that is not dumb has colours. */
export function wantsColor(stream: OutputStream, host: Host, asked: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = host.env
  if (!asked || NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0'
  return stream.isTTY === true && TERM !== 'dumb'
}

function isClosed(error: NodeJS.ErrnoException): boolean {
  const closed = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ECONNRESET']
  return closed.includes(error.code ?? '')
}
