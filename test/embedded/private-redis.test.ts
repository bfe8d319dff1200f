import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  ensurePrivateRedis,
  privateRedisStatus,
  stopPrivateRedis,
} from '../../src/embedded/private-redis.ts'
import { serversIn } from '../../src/embedded/redis-processes.ts'
import { parseRedisUrl } from '../../src/queue/address.ts'

const ENSURE = join(import.meta.dirname, 'ensure-child.ts')
let root = ''
let home = ''

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'vidgen-redis-')))
  home = join(root, 'home')
  mkdirSync(home)
})

afterEach(async () => {
  for (const pid of await servers()) process.kill(pid, 'SIGKILL')
  await vi.waitUntil(async () => (await servers()).length === 0, { timeout: 5000 })
  rmSync(root, { recursive: true, force: true })
})

async function servers(): Promise<number[]> {
  return serversIn(join(home, 'redis'))
}

async function redis<T>(socket: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ path: socket })
  try {
    return await use(client)
  } finally {
    client.disconnect()
  }
}

async function killServer(): Promise<void> {
  for (const pid of await servers()) process.kill(pid, 'SIGKILL')
  await expect.poll(servers).toEqual([])
}

async function ensureElsewhere(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [ENSURE, home])
  return stdout.trim()
}

describe('ensurePrivateRedis', () => {
  test('starts a durable server that refuses to forget', async () => {
    const { socket, url } = await ensurePrivateRedis({ home })
    expect(url).toBe(`unix://${socket}`)
    const settings = ['appendonly', 'appendfsync', 'maxmemory-policy', 'port', 'save']
    const values = await redis(socket, async (client) => client.config('GET', ...settings))
    expect(Object.fromEntries(pairs(values as string[]))).toEqual({
      appendonly: 'yes',
      appendfsync: 'everysec',
      'maxmemory-policy': 'noeviction',
      port: '0',
      save: '',
    })
  })

  test('is reached in a home whose path has what an address gives a meaning', async () => {
    home = join(home, 'a#b?c %2F ü')
    mkdirSync(home)
    const { socket, url } = await ensurePrivateRedis({ home })
    expect(parseRedisUrl(url).options.path).toBe(socket)
    expect(await redis(socket, async (client) => client.ping())).toBe('PONG')
  })

  test('the server outlives the process that started it', async () => {
    await ensureElsewhere()
    expect(await servers()).toHaveLength(1)
  })

  test('ten processes at once get one server', async () => {
    const urls = await Promise.all(Array.from({ length: 10 }, ensureElsewhere))
    expect(new Set(urls).size).toBe(1)
    expect(await servers()).toHaveLength(1)
  })

  test('calls at once in one process get one server', async () => {
    await Promise.all(Array.from({ length: 5 }, async () => ensurePrivateRedis({ home })))
    expect(await servers()).toHaveLength(1)
  })

  test('keeps its data through kill -9, and the dead socket is no obstacle', async () => {
    const { socket } = await ensurePrivateRedis({ home })
    await redis(socket, async (client) => client.set('kept', 'yes'))
    await killServer()
    expect(readdirSync(dirname(socket))).toContain('redis.sock')
    await ensurePrivateRedis({ home })
    expect(await redis(socket, async (client) => client.get('kept'))).toBe('yes')
  })

  test.each([0, 5, 15, 25, 40, 60])(
    'a starter killed after %i ms leaves no second server behind',
    async (delayMs) => {
      const starter = spawn(process.execPath, [ENSURE, home], { stdio: 'ignore' })
      await expect.poll(() => readdirSync(home), { interval: 1 }).toContain('redis')
      setTimeout(() => starter.kill('SIGKILL'), delayMs)
      await once(starter, 'exit')
      await ensureElsewhere()
      expect(await servers()).toHaveLength(1)
    },
  )

  test('a server whose socket was deleted makes room for a new one with its data', async () => {
    const { socket } = await ensurePrivateRedis({ home })
    await redis(socket, async (client) => client.set('kept', 'yes'))
    const [first] = await servers()
    rmSync(socket)
    await ensurePrivateRedis({ home })
    const running = await servers()
    expect(running).toHaveLength(1)
    expect(running).not.toEqual([first])
    expect(await redis(socket, async (client) => client.get('kept'))).toBe('yes')
  })

  test('a home with a path too long for a socket is reached by a shorter way', async () => {
    home = join(root, 'long'.repeat(30), 'home with spaces 상점')
    mkdirSync(home, { recursive: true })
    const { socket, url } = await ensurePrivateRedis({ home })
    expect(Buffer.byteLength(socket)).toBeLessThan(104)
    expect(await redis(socket, async (client) => client.ping())).toBe('PONG')
    expect(await ensureElsewhere()).toBe(url)
    expect(await servers()).toHaveLength(1)
    rmSync(dirname(socket))
  })

  test('a link of that name that leads elsewhere is refused', async () => {
    home = join(root, 'long'.repeat(30))
    mkdirSync(home, { recursive: true })
    const { socket } = await ensurePrivateRedis({ home })
    const link = dirname(socket)
    rmSync(link)
    mkdirSync(link)
    await expect(ensurePrivateRedis({ home })).rejects.toMatchObject({
      code: 'REDIS_SOCKET_UNSAFE',
      params: { link },
    })
    rmSync(link, { recursive: true })
  })

  test('without redis-server it says so', async () => {
    const nowhere = { unpacked: join(root, 'none'), searchPath: root }
    await expect(ensurePrivateRedis({ home, ...nowhere })).rejects.toMatchObject({
      code: 'REDIS_MISSING',
    })
  })

  test('takes the server that bin/setup unpacked before the one on the PATH', async () => {
    const unpacked = join(root, 'tools')
    mkdirSync(unpacked)
    const refuses = '#!/bin/sh\necho "1:C # never" > redis.log\nexit 1\n'
    writeFileSync(join(unpacked, 'redis-server'), refuses, { mode: 0o755 })
    await expect(ensurePrivateRedis({ home, unpacked })).rejects.toMatchObject({
      code: 'REDIS_START_FAILED',
      params: { reason: 'never' },
    })
  })

  test('damaged files are told with the log that names them', async () => {
    const { socket } = await ensurePrivateRedis({ home })
    await redis(socket, async (client) => client.set('a', 'b'))
    await killServer()
    const files = join(home, 'redis/appendonlydir')
    const manifest = readdirSync(files).find((name) => name.endsWith('.manifest')) ?? ''
    writeFileSync(join(files, manifest), 'nonsense\n')
    const log = join(home, 'redis/redis.log')
    await expect(ensurePrivateRedis({ home })).rejects.toMatchObject({
      code: 'REDIS_START_FAILED',
      params: { log },
    })
  })

  test.each(['x\n', 'x'.repeat(10_000)])(
    'rubbish in its lock is no obstacle, also to many',
    async (rubbish) => {
      mkdirSync(join(home, 'redis'))
      writeFileSync(join(home, 'redis', 'start.lock'), rubbish)
      await Promise.all([
        ...Array.from({ length: 3 }, () => ensurePrivateRedis({ home })),
        ...Array.from({ length: 3 }, ensureElsewhere),
      ])
      expect(await servers()).toHaveLength(1)
      expect(readFileSync(join(home, 'redis', 'start.lock'), 'utf8')).toBe('')
    },
  )

  test('a lock that can not be one is named', async () => {
    mkdirSync(join(home, 'redis', 'start.lock'), { recursive: true })
    await expect(ensurePrivateRedis({ home })).rejects.toMatchObject({
      code: 'REDIS_LOCK_UNUSABLE',
      params: { lock: join(home, 'redis', 'start.lock') },
    })
  })

  test('a missing home is not made', async () => {
    rmSync(home, { recursive: true })
    await expect(ensurePrivateRedis({ home })).rejects.toMatchObject({
      code: 'HOME_PARENT_MISSING',
    })
  })
})

describe('privateRedisStatus and stopPrivateRedis', () => {
  test('tell what runs, and stop it', async () => {
    const { socket } = await ensurePrivateRedis({ home })
    const [pid] = await servers()
    const status = await privateRedisStatus(home)
    expect(status).toMatchObject({ running: true, pid, socket })
    expect(status.version).toMatch(/^\d+\.\d+/)
    expect(status.usedBytes).toBeGreaterThan(0)
    expect(await stopPrivateRedis(home)).toBe(true)
    expect(await servers()).toEqual([])
    expect(await stopPrivateRedis(home)).toBe(false)
    expect(await privateRedisStatus(home)).toMatchObject({ running: false, pid: null, socket })
  })

  test('start nothing and make nothing in a home without one', async () => {
    expect(await privateRedisStatus(home)).toMatchObject({ running: false, version: null })
    expect(await stopPrivateRedis(home)).toBe(false)
    expect(readdirSync(home)).toEqual([])
  })

  test('a server that does not answer is running all the same', async () => {
    await ensurePrivateRedis({ home })
    const [pid = 0] = await servers()
    process.kill(pid, 'SIGSTOP')
    expect(await privateRedisStatus(home)).toMatchObject({ running: true, pid: null })
    process.kill(pid, 'SIGCONT')
    expect((await privateRedisStatus(home)).pid).toBe(pid)
  })

  test('stopping writes everything down', async () => {
    const { socket } = await ensurePrivateRedis({ home })
    await redis(socket, async (client) => client.set('last', 'word'))
    await stopPrivateRedis(home)
    await ensurePrivateRedis({ home })
    expect(await redis(socket, async (client) => client.get('last'))).toBe('word')
  })
})

function pairs(list: string[]): [string, string][] {
  return list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] ?? '']] : []))
}
