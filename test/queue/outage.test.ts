import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Transport } from '../../src/jobs/dispatcher.ts'
import { createTransport } from '../../src/queue/transport.ts'
import { RedisServer } from './redis-server.ts'

let server: RedisServer
let opened: Transport[]
let rejections: unknown[]
const onRejection = (reason: unknown) => rejections.push(reason)

beforeEach(() => {
  server = new RedisServer()
  opened = []
  rejections = []
  process.on('unhandledRejection', onRejection)
})

afterEach(async () => {
  await Promise.all(opened.map(async (transport) => transport.close()))
  await server.remove()
  process.off('unhandledRejection', onRejection)
  if (rejections.length > 0) throw new AggregateError(rejections, 'unhandled rejections')
})

async function open(url = server.url): Promise<Transport> {
  const transport = await createTransport({ url, prefix: '{vidgen:a}', socketTimeoutMs: 4000 })
  opened.push(transport)
  return transport
}

const one = (jobId: string) => [{ jobId, seq: 1, begun: false }]

/** Seconds until the promise settles, and its error. */
async function failure(promise: Promise<unknown>) {
  const started = performance.now()
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error as { code: string; params: { address: string; reason: string } },
  )
  return { error, seconds: (performance.now() - started) / 1000 }
}

describe('without Redis', () => {
  test.each(['deliver', 'waiting', 'epoch', 'consume'] as const)(
    '%s says so within seconds, and closes',
    async (method) => {
      const transport = await open()
      const calls = {
        deliver: async () => transport.deliver(one('a')),
        waiting: async () => transport.waiting(),
        epoch: async () => transport.epoch(),
        consume: async () => transport.consume(1, async () => {}),
      }
      const { error, seconds } = await failure(calls[method]())
      expect(error).toMatchObject({ code: 'QUEUE_UNREACHABLE', params: { address: server.socket } })
      expect(error?.params.reason).toContain('ENOENT')
      expect(seconds).toBeLessThan(4)
      const closing = await failure(transport.close())
      expect(closing.seconds).toBeLessThan(2)
    },
  )

  test('a port where nobody listens is named without the password', async () => {
    await server.listenOnPort()
    const url = server.url.replace('://', '://user:secret@')
    const { error } = await failure((await open(url)).deliver(one('a')))
    expect(error).toMatchObject({
      code: 'QUEUE_UNREACHABLE',
      params: { address: server.url, reason: expect.stringContaining('ECONNREFUSED') },
    })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test('a port where somebody says nothing does not hang', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const url = `redis://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const { error, seconds } = await failure((await open(url)).deliver(one('a')))
    expect(error?.code).toBe('QUEUE_UNREACHABLE')
    expect(seconds).toBeLessThan(4)
    silent.close()
  })

  test('a wrong password is a refusal, at once', async () => {
    server = new RedisServer('--requirepass', 'right')
    await server.listenOnPort()
    // Its own first question is refused as well.
    const started = server.start().catch(() => {})
    const url = server.url.replace('://', '://:wrong@')
    await expect
      .poll(async () => (await failure((await open(url)).deliver(one('a')))).error)
      .toMatchObject({ code: 'QUEUE_REFUSED', params: { address: server.url } })
    await started
  })

  test('goes on once Redis is back', async () => {
    const transport = await open()
    await expect(transport.deliver(one('a'))).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' })
    await server.start()
    await expect.poll(async () => transport.deliver(one('a')).catch(String)).toEqual(['a'])
  })
})

describe('a consumer', () => {
  test.each([
    {
      name: 'kill -9 and a restart',
      outage: async () => {
        await server.kill()
        await server.start()
      },
    },
    {
      name: 'FLUSHALL',
      outage: async () => {
        await server.use(async (client) => client.flushall())
      },
    },
    {
      name: 'SCRIPT FLUSH',
      outage: async () => {
        await server.use(async (client) => client.script('FLUSH'))
      },
    },
    {
      name: 'a freeze longer than the socket timeout',
      outage: async () => {
        server.signal('SIGSTOP')
        const { error } = await failure(opened[0]?.deliver(one('frozen')) ?? Promise.resolve())
        expect(error?.code).toBe('QUEUE_UNREACHABLE')
        await new Promise((resolve) => setTimeout(resolve, 2000))
        server.signal('SIGCONT')
      },
    },
  ])('handles again after $name, and its running handler was left alone', async ({ outage }) => {
    await server.start()
    const transport = await open()
    const gate = Promise.withResolvers<void>()
    const seen = new Set<string>()
    let ended = 0
    await transport.consume(3, async ({ jobId }) => {
      seen.add(jobId)
      if (jobId === 'long') await gate.promise
      ended += 1
    })
    await transport.deliver(one('long'))
    await expect.poll(() => [...seen]).toEqual(['long'])
    await outage()
    await expect.poll(async () => transport.deliver(one('after')).catch(String)).toEqual(['after'])
    await expect.poll(() => seen, { timeout: 15_000 }).toContain('after')
    gate.resolve()
    await expect.poll(() => ended).toBeGreaterThanOrEqual(2)
    await transport.deliver(one('last'))
    await expect.poll(() => seen, { timeout: 15_000 }).toContain('last')
  })

  test('closes in time while Redis is away, with a handler running', async () => {
    await server.start()
    const transport = await open()
    const gate = Promise.withResolvers<void>()
    let running = false
    await transport.consume(1, async () => {
      running = true
      await gate.promise
    })
    await transport.deliver(one('a'))
    await expect.poll(() => running).toBe(true)
    await server.kill()
    const { error, seconds } = await failure(transport.close())
    expect(error).toBeUndefined()
    expect(seconds).toBeLessThan(3)
    gate.resolve()
  })

  test('closes in time while Redis is frozen', async () => {
    await server.start()
    const transport = await open()
    await transport.consume(1, async () => {})
    server.signal('SIGSTOP')
    const { seconds } = await failure(transport.close())
    expect(seconds).toBeLessThan(3)
    server.signal('SIGCONT')
    await expect.poll(async () => server.connections()).toBe(0)
  })
})
