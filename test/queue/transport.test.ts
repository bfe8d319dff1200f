import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Delivery, Transport } from '../../src/jobs/dispatcher.ts'
import { createTransport, queuePrefix } from '../../src/queue/transport.ts'
import { RedisServer } from './redis-server.ts'

let server: RedisServer
let opened: Transport[]

beforeEach(async () => {
  server = new RedisServer()
  opened = []
  await server.start()
})

afterEach(async () => {
  await Promise.all(opened.map(async (transport) => transport.close()))
  await server.remove()
})

async function open(installation = 'a', url = server.url): Promise<Transport> {
  const transport = await createTransport({ url, prefix: queuePrefix(installation) })
  opened.push(transport)
  return transport
}

function deliveries(count: number, begun = false): Delivery[] {
  return Array.from({ length: count }, (_, at) => ({ jobId: `job${at}`, seq: 1, begun }))
}

const ids = (list: readonly { jobId: string }[]) => list.map((delivery) => delivery.jobId)

describe('deliver', () => {
  test('takes many and says which', async () => {
    const transport = await open()
    const many = deliveries(5200)
    expect((await transport.deliver(many)).toSorted()).toEqual(ids(many).toSorted())
    expect(await transport.waiting()).toBe(5200)
  })

  test('takes nothing and something of nothing', async () => {
    expect(await (await open()).deliver([])).toEqual([])
  })

  test('a repeated delivery counts as taken and is there once', async () => {
    const transport = await open()
    await transport.deliver(deliveries(3))
    expect(await transport.deliver(deliveries(4))).toHaveLength(4)
    expect(await transport.waiting()).toBe(4)
  })

  test('the next delivery of a job is another one', async () => {
    const transport = await open()
    await transport.deliver([{ jobId: 'x', seq: 1, begun: false }])
    await transport.deliver([{ jobId: 'x', seq: 2, begun: true }])
    expect(await transport.waiting()).toBe(2)
  })

  test('what waits can be looked at and taken out again, once', async () => {
    const transport = await open()
    const [first, ...rest] = deliveries(4)
    await transport.deliver([first!, ...rest])
    const waiting = await transport.peek()
    expect(ids(waiting).toSorted()).toEqual(['job0', 'job1', 'job2', 'job3'])
    expect(waiting.every(({ seq }) => seq === 1)).toBe(true)
    const other = { jobId: 'job1', seq: 2 }
    expect(await transport.withdraw([first!, other, { jobId: 'nobody', seq: 1 }])).toBe(1)
    expect(await transport.withdraw([first!])).toBe(0)
    expect(ids(await transport.peek()).toSorted()).toEqual(ids(rest))
    expect(await (await open('b')).peek()).toEqual([])
  })

  test('goes on after Redis forgot the scripts', async () => {
    const transport = await open()
    await transport.deliver(deliveries(10))
    await server.use(async (client) => client.script('FLUSH'))
    const more = Array.from({ length: 700 }, (_, at) => ({ jobId: `m${at}`, seq: 1, begun: false }))
    expect(await transport.deliver(more)).toHaveLength(700)
    expect(await transport.waiting()).toBe(710)
  })

  test('says so when Redis has no memory left', async () => {
    const transport = await open()
    await server.use(async (client) => client.config('SET', 'maxmemory', '1'))
    await expect(transport.deliver(deliveries(2))).rejects.toMatchObject({
      code: 'QUEUE_REFUSED',
    })
  })

  test('two installations on one Redis do not mix', async () => {
    const [one, other] = [await open('one'), await open('other')]
    await one.deliver(deliveries(5))
    expect(await other.waiting()).toBe(0)
    expect((await other.epoch()).epoch).not.toBe((await one.epoch()).epoch)
    const keys = await server.use(async (client) => client.keys('*'))
    expect(keys.filter((key) => !key.startsWith('{vidgen:'))).toEqual([])
  })
})

describe('epoch', () => {
  test('stays the same while Redis remembers', async () => {
    const [first, second] = [await open(), await open()]
    expect(await first.epoch()).toEqual(await second.epoch())
  })

  test('is another one after a flush, on the same server', async () => {
    const transport = await open()
    const before = await transport.epoch()
    await server.use(async (client) => client.flushall())
    const after = await transport.epoch()
    expect(after.epoch).not.toBe(before.epoch)
    expect(after.runId).toBe(before.runId)
  })

  test('names another server after a restart with the same memory', async () => {
    const before = await (await open()).epoch()
    await server.kill()
    await server.start()
    const after = await (await open()).epoch()
    expect(after.epoch).toBe(before.epoch)
    expect(after.runId).not.toBe(before.runId)
  })
})

describe('consume', () => {
  test('two consumers handle 2,000 deliveries, each at least once, and nothing is left', async () => {
    const [one, other] = [await open(), await open()]
    const seen = { one: new Set<string>(), other: new Set<string>() }
    await one.consume(20, async ({ jobId }) => void seen.one.add(jobId))
    await other.consume(20, async ({ jobId }) => void seen.other.add(jobId))
    await one.deliver(deliveries(2000))
    await expect
      .poll(() => new Set([...seen.one, ...seen.other]).size, { timeout: 20_000 })
      .toBe(2000)
    expect(Math.min(seen.one.size, seen.other.size)).toBeGreaterThan(0)
    await expect.poll(jobKeys).toEqual([])
  })

  test('what has begun goes first', async () => {
    const transport = await open()
    const order: string[] = []
    await transport.deliver(deliveries(3))
    await transport.deliver([{ jobId: 'begun', seq: 4, begun: true }])
    await transport.consume(1, async ({ jobId, seq }) => void order.push(`${jobId}/${seq}`))
    await expect.poll(() => order).toEqual(['begun/4', 'job0/1', 'job1/1', 'job2/1'])
  })

  test('runs as many at once as told, not more', async () => {
    const transport = await open()
    const gate = Promise.withResolvers<void>()
    let running = 0
    await transport.deliver(deliveries(10))
    await transport.consume(4, async () => {
      running += 1
      await gate.promise
    })
    await expect.poll(() => running).toBe(4)
    await expect.poll(async () => transport.waiting()).toBe(6)
    gate.resolve()
    await expect.poll(() => running).toBe(10)
  })

  test('a handler that throws is told and ends its delivery', async () => {
    const errors: string[] = []
    const onError = (error: Error) => errors.push(error.message)
    const transport = await createTransport({ url: server.url, prefix: '{vidgen:a}', onError })
    opened.push(transport)
    await transport.deliver(deliveries(1))
    await transport.consume(1, async () => {
      throw new Error('broken handler')
    })
    await expect.poll(() => errors).toEqual(['broken handler'])
    await expect.poll(jobKeys).toEqual([])
  })

  test('the same job may be delivered again once it was handled', async () => {
    const transport = await open()
    let handled = 0
    await transport.consume(1, async () => void (handled += 1))
    await transport.deliver(deliveries(1))
    await expect.poll(jobKeys).toEqual([])
    await transport.deliver(deliveries(1))
    await expect.poll(() => handled).toBe(2)
  })
})

describe('stop and close', () => {
  test('stop leaves what waits, and the running handler goes on to its end', async () => {
    const transport = await open()
    const gate = Promise.withResolvers<void>()
    const seen: string[] = []
    const ended: string[] = []
    const consumer = await transport.consume(1, async ({ jobId }) => {
      seen.push(jobId)
      await gate.promise
      ended.push(jobId)
    })
    await transport.deliver(deliveries(5))
    await expect.poll(() => seen).toEqual(['job0'])
    await consumer.stop()
    await consumer.stop()
    gate.resolve()
    await expect.poll(() => ended).toEqual(['job0'])
    await expect.poll(jobKeys).toHaveLength(4)
    expect(seen).toEqual(['job0'])
    expect(await transport.waiting()).toBe(4)
  })

  test('what a stopping consumer leaves, another one handles, nothing lost', async () => {
    const [one, other] = [await open(), await open()]
    const seen = new Set<string>()
    const handler = async ({ jobId }: { jobId: string }) => void seen.add(jobId)
    await one.deliver(deliveries(1000))
    const consumer = await one.consume(5, handler)
    await expect.poll(() => seen.size, { interval: 1 }).toBeGreaterThan(50)
    await consumer.stop()
    await consumer.close()
    await other.consume(5, handler)
    await expect.poll(() => seen.size, { timeout: 10_000 }).toBe(1000)
  })

  test('close does not wait for handlers and leaves no connection', async () => {
    const transport = await open()
    const gate = Promise.withResolvers<void>()
    let running = 0
    await transport.consume(2, async () => {
      running += 1
      await gate.promise
    })
    await transport.deliver(deliveries(2))
    await expect.poll(() => running).toBe(2)
    await transport.close()
    await transport.close()
    await expect.poll(async () => server.connections()).toBe(0)
    gate.resolve()
  })
})

async function jobKeys(): Promise<string[]> {
  return server.use(async (client) => client.keys('*:v-*'))
}
