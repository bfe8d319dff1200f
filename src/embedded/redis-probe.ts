import { connect } from 'node:net'

/** What a server says of itself on its socket. */
interface RedisInfo {
  pid: number
  version: string
  usedBytes: number
  /** It still reads its files and takes no commands yet. */
  loading: boolean
}

/** `absent`: nobody listens. `silent`: somebody listens, but did not answer in time. */
export type ProbeResult =
  | { state: 'absent' }
  | { state: 'silent' }
  | { state: 'up'; info: RedisInfo }

/** Asks whoever listens on a unix socket for its INFO, without loading a Redis client for it. */
export async function probeRedis(socket: string, timeoutMs: number): Promise<ProbeResult> {
  const reply = await askRedis({ socket, command: 'INFO', timeoutMs })
  if (reply === undefined) return { state: 'absent' }
  const info = parseInfo(reply)
  return info ? { state: 'up', info } : { state: 'silent' }
}

export interface RedisQuestion {
  socket: string
  command: 'INFO' | 'SHUTDOWN'
  timeoutMs: number
}

/**
 * Sends one inline command. Resolves with what came until the answer was whole, the connection
 * ended or the time was over; undefined when nobody listens.
 */
export async function askRedis({ socket, command, timeoutMs }: RedisQuestion) {
  return new Promise<string | undefined>((resolve) => {
    let reply = ''
    let absent = false
    const connection = connect(socket, () => connection.write(`${command}\r\n`))
    const timer = setTimeout(() => connection.destroy(), timeoutMs)
    connection.setEncoding('utf8')
    connection.on('data', (chunk: string) => {
      reply += chunk
      if (isWhole(reply)) connection.destroy()
    })
    connection.on('error', (error: NodeJS.ErrnoException) => {
      // A file without a listener, no file, no folder. Anything else (a full backlog) is a server.
      absent = ['ECONNREFUSED', 'ENOENT', 'ENOTDIR', 'ENOTSOCK'].includes(error.code ?? '')
    })
    connection.on('close', () => {
      clearTimeout(timer)
      resolve(absent ? undefined : reply)
    })
  })
}

/** One RESP answer: an error or status line, or a bulk string with its length in front. */
function isWhole(reply: string): boolean {
  const end = reply.indexOf('\r\n')
  if (end < 0) return false
  if (!reply.startsWith('$')) return true
  return Buffer.byteLength(reply) >= end + 2 + Number(reply.slice(1, end)) + 2
}

function parseInfo(reply: string): RedisInfo | undefined {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(reply)?.[1]
  const pid = field('process_id')
  if (pid === undefined) return undefined
  return {
    pid: Number(pid),
    version: field('redis_version') ?? '',
    usedBytes: Number(field('used_memory') ?? 0),
    loading: field('loading') === '1',
  }
}
