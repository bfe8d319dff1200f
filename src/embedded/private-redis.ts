import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { VidgenError } from '../errors.ts'
import type { LocalStatus } from '../results.ts'
import { exclusively } from './exclusive.ts'
import { assertWritable, homeError } from './home.ts'
import { findRedisServer, type RedisSearch } from './redis-binary.ts'
import { askRedis, probeRedis } from './redis-probe.ts'
import { LOG_NAME, lastWords, spawnRedis } from './redis-process.ts'
import { serversIn } from './redis-processes.ts'
import { SOCKET_NAME, socketPath } from './redis-socket.ts'

const PROBE_MS = 1000
const ANSWER_MS = 15_000
const STOP_MS = 10_000
/** A server that has no socket after this time lost it: somebody cleaned up. */
const ORPHAN_MS = 3000

export interface PrivateRedisOptions extends RedisSearch {
  /** An existing home. */
  home: string
}

/** How to reach the private Redis of a home. */
export interface PrivateRedis {
  socket: string
  /** `unix://…`, as REDIS_URL takes it. */
  url: string
}

/**
 * Makes sure that the home's own Redis runs and takes commands; it goes on when this process ends.
 * However many processes ask at once, there is one server. Throws REDIS_MISSING, REDIS_START_FAILED,
 * REDIS_NOT_ANSWERING, REDIS_LOCKED, REDIS_LOCK_UNUSABLE and HOME_….
 */
export async function ensurePrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const folder = makeFolder(options.home)
  const socket = socketPath(folder)
  const reached = { socket, url: `unix://${socket.split('/').map(encodeURIComponent).join('/')}` }
  if (await isUp(socket)) return reached
  const program = findRedisServer(options)
  await underLock(folder, async () => {
    if (await isUp(socket)) return
    await clearOrphans(folder, socket)
    if (await isUp(socket)) return
    await startServer({ folder, socket, program })
  })
  return reached
}

/** What runs in a home; starts nothing. */
export async function privateRedisStatus(home: string): Promise<LocalStatus['redis']> {
  const folder = existingFolder(home)
  const nothing = { running: false, pid: null, version: null, usedBytes: null }
  if (!folder) return { ...nothing, socket: join(home, 'redis', SOCKET_NAME) }
  const socket = socketPath(folder)
  const probe = await probeRedis(socket, PROBE_MS)
  if (probe.state === 'absent') return { ...nothing, socket }
  if (probe.state === 'silent') return { ...nothing, running: true, socket }
  const { pid, version, usedBytes } = probe.info
  return { running: true, pid, version, usedBytes, socket }
}

/**
 * Stops the home's Redis with everything written to its file. Resolves to whether one ran. Throws
 * REDIS_STOP_FAILED and REDIS_NOT_ANSWERING.
 */
export async function stopPrivateRedis(home: string): Promise<boolean> {
  const folder = existingFolder(home)
  if (!folder) return false
  const socket = socketPath(folder)
  const reply = await askRedis({ socket, command: 'SHUTDOWN', timeoutMs: STOP_MS })
  if (reply === undefined) return false
  if (reply.startsWith('-')) {
    throw new VidgenError('REDIS_STOP_FAILED', { reason: reply.slice(1).trim() })
  }
  const gone = await until(STOP_MS, async () => (await serversIn(folder)).length === 0)
  if (!gone) throw notAnswering(socket, STOP_MS)
  return true
}

function makeFolder(home: string): string {
  const folder = join(home, 'redis')
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
  } catch (cause) {
    // Another process may have been faster.
    if (!existsSync(folder)) throw homeError(home, cause)
  }
  return realpathSync(folder)
}

function existingFolder(home: string): string | undefined {
  try {
    return realpathSync(join(home, 'redis'))
  } catch {
    return undefined
  }
}

async function underLock(folder: string, action: () => Promise<void>): Promise<void> {
  assertWritable(folder)
  const file = join(folder, 'start.lock')
  const timedOut = () => new VidgenError('REDIS_LOCKED', { lock: file, waitedMs: ANSWER_MS * 2 })
  const unusable = (cause: Error) =>
    new VidgenError('REDIS_LOCK_UNUSABLE', { lock: file, reason: cause.message }, { cause })
  await exclusively({ file, waitMs: ANSWER_MS * 2, timedOut, unusable }, action)
}

/** Whether a server takes commands; waits for one that is there but loads or is busy. */
async function isUp(socket: string): Promise<boolean> {
  const deadline = performance.now() + ANSWER_MS
  for (;;) {
    const probe = await probeRedis(socket, PROBE_MS)
    if (probe.state === 'absent') return false
    if (probe.state === 'up' && !probe.info.loading) return true
    // A long file takes its time to load: as long as the server says so, there is nothing wrong.
    if (probe.state === 'silent' && performance.now() > deadline) {
      throw notAnswering(socket, ANSWER_MS)
    }
    await sleep(20)
  }
}

/**
 * Servers of this folder that don't listen: one that another process has just started, and which will
 * in a moment, or one whose socket was deleted and which has to go before another may start.
 */
async function clearOrphans(folder: string, socket: string): Promise<void> {
  const settled = async () =>
    (await serversIn(folder)).length === 0 ||
    (await probeRedis(socket, PROBE_MS)).state !== 'absent'
  if (await until(ORPHAN_MS, settled)) return
  for (const pid of await serversIn(folder)) process.kill(pid, 'SIGTERM')
  const gone = await until(STOP_MS, async () => (await serversIn(folder)).length === 0)
  if (!gone) throw notAnswering(socket, STOP_MS)
}

interface ServerStart {
  folder: string
  socket: string
  program: string
}

async function startServer({ folder, socket, program }: ServerStart): Promise<void> {
  const child = spawnRedis(program, folder)
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  const ended = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null
  const listens = async () => (await probeRedis(socket, PROBE_MS)).state === 'up'
  await until(ANSWER_MS, async () => ended() || (await listens()))
  if (!ended() && (await isUp(socket))) return
  child.kill()
  const reason = failure?.message ?? lastWords(folder)
  throw new VidgenError('REDIS_START_FAILED', { log: join(folder, LOG_NAME), reason })
}

async function until(waitMs: number, condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + waitMs
  while (!(await condition())) {
    if (performance.now() > deadline) return false
    await sleep(3)
  }
  return true
}

function notAnswering(socket: string, waitedMs: number): VidgenError {
  return new VidgenError('REDIS_NOT_ANSWERING', { socket, waitedMs })
}
