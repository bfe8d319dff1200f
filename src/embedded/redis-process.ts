import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { SOCKET_NAME } from './redis-socket.ts'

/** The server's log, in its folder. */
export const LOG_NAME = 'redis.log'

const KEPT_LOG_BYTES = 1_000_000

/**
 * Starts a server in its folder, free of this process: own process group, no shared pipes, no
 * environment (keys of AI services are none of its business).
 */
export function spawnRedis(program: string, folder: string): ChildProcess {
  trimLog(folder)
  const child = spawn(program, serverArguments(), {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  })
  child.unref()
  return child
}

/** Paths are names in the server's working directory, so that none is too long or has a space. */
function serverArguments(): string[] {
  const settings = {
    port: '0',
    unixsocket: SOCKET_NAME,
    unixsocketperm: '700',
    dir: '.',
    logfile: LOG_NAME,
    daemonize: 'no',
    databases: '1',
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    // Halves the memory of a waiting delivery. The old name of hash-max-listpack-value: both take it.
    'hash-max-ziplist-value': '512',
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

function trimLog(folder: string): void {
  try {
    if (readFileSync(join(folder, LOG_NAME)).byteLength > KEPT_LOG_BYTES) {
      truncateSync(join(folder, LOG_NAME))
    }
  } catch {
    // There is no log yet.
  }
}

/** The last thing that a server said before it ended. */
export function lastWords(folder: string): string {
  try {
    const lines = readFileSync(join(folder, LOG_NAME), 'utf8').trim().split('\n')
    const complaints = lines.slice(-20).filter((line) => line.includes(' # '))
    const last = complaints.findLast(
      (line) => !/memory overcommit|WARNING|Failed to set/.test(line),
    )
    return (last ?? lines.at(-1) ?? '').replace(/^.* # /, '')
  } catch {
    return 'it left no log'
  }
}
