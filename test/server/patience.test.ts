/** Who says nothing, or takes nothing, does not hold the server; who is only slow is waited for. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HEARTBEAT_MS } from '../../src/server/live/stream.ts'
import {
  applyPatience,
  PATIENCE,
  type Patience,
  patientOptions,
} from '../../src/server/patience.ts'
import { openTestServer, type TestServer } from './harness.ts'

const JOBS = '/api/admin/video-generation'
const SHORT: Patience = {
  headersMs: 700,
  requestMs: 4_000,
  jsonMs: 1_500,
  pieceMs: 600,
  keepAliveMs: 500,
  stalledMs: 900,
}
const SHORT_OPTIONS = patientOptions(SHORT)

let server: TestServer
beforeAll(async () => {
  server = await openTestServer({ serve: { patience: SHORT } })
})
afterAll(() => server[Symbol.asyncDispose]())

interface Line {
  socket: Socket
  /** All that was answered, once the connection is closed. */
  closed: Promise<{ text: string; afterMs: number }>
}

function open(text: string): Line {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const started = performance.now()
  const closed = new Promise<{ text: string; afterMs: number }>((resolve) => {
    let answer = ''
    socket.on('data', (piece) => (answer += piece.toString('latin1')))
    socket.on('error', () => {})
    socket.once('close', () => resolve({ text: answer, afterMs: performance.now() - started }))
  })
  socket.write(text)
  return { socket, closed }
}

const head = (first: string, ...more: string[]) =>
  [
    `${first} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${server.tokens.operator}`,
    ...more,
    '',
    '',
  ].join('\r\n')
const json = ['Content-Type: application/json', 'Content-Length: 1000']
const csv = ['Content-Type: text/csv', 'Content-Length: 1000']
const form = ['Content-Type: multipart/form-data; boundary=x', 'Content-Length: 1000']
const part = '--x\r\ncontent-disposition: form-data; name="csv"; filename="a.csv"\r\n\r\nproduct'

/** Sends a little again and again until the connection is closed. */
async function trickle({ socket, closed }: Line, piece: string, everyMs: number) {
  const timer = setInterval(() => socket.writable && socket.write(piece), everyMs)
  return await closed.finally(() => clearInterval(timer))
}

describe('is closed', () => {
  test('a connection on which nothing comes', async () => {
    const { text, afterMs } = await open('').closed
    expect(text).toMatch(/^$|^HTTP\/1\.1 408 /)
    expect(afterMs).toBeLessThan(4_000)
  })

  test('a head that trickles', async () => {
    const { text, afterMs } = await trickle(open('GET /healthz HTTP/1.1\r\n'), 'X-A: b\r\n', 100)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(afterMs).toBeLessThan(4_000)
  })

  test.each([
    ['JSON', json, '{"products":'],
    ['a CSV', csv, 'product_id,im'],
    ['a form', form, part],
  ])('a body that stands still: %s', async (_name, headers, begin) => {
    const { text, afterMs } = await open(head(`POST ${JOBS}`, ...headers) + begin).closed
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(text).toContain('"code":"API_REQUEST_SLOW"')
    expect(text.toLowerCase()).toContain('\r\nconnection: close\r\n')
    expect(afterMs).toBeLessThan(4_000)
  })

  test('a body of JSON that trickles', async () => {
    const line = open(head(`POST ${JOBS}`, ...json))
    const { text, afterMs } = await trickle(line, ' ', 100)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(afterMs).toBeGreaterThan(SHORT.pieceMs)
    expect(afterMs).toBeLessThan(4_000)
  })

  test('an upload that trickles, once it has had its time', async () => {
    const { afterMs } = await trickle(open(head(`POST ${JOBS}`, ...csv)), 'a', 100)
    expect(afterMs).toBeGreaterThan(SHORT.jsonMs)
    expect(afterMs).toBeLessThan(9_000)
  })

  test.each(['/healthz', '/api/admin/overview', '/none'])(
    'a body that GET %s has no use for is not waited for',
    async (path) => {
      const { text, afterMs } = await open(head(`GET ${path}`, 'Content-Length: 1000')).closed
      expect(text).toMatch(/^HTTP\/1\.1 (200|404) /)
      expect(afterMs).toBeLessThan(SHORT.requestMs - 500)
    },
  )

  test('a connection that is kept open and asks nothing more', async () => {
    const { text, afterMs } = await open(head('GET /healthz')).closed
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    // Node itself adds a second, so that a request under way is not met.
    expect(afterMs).toBeLessThan(4_000)
  })
})

describe('an answer', () => {
  const inner = createServer(SHORT_OPTIONS, (asked, answer) => {
    const after = asked.url === '/late' ? 2 * SHORT.stalledMs : 0
    setTimeout(() => answers[asked.url!]!(answer), after)
  })
  applyPatience(inner, SHORT)
  const url = (path: string) => `http://127.0.0.1:${(inner.address() as AddressInfo).port}${path}`
  beforeAll(() => once(inner.listen(0, '127.0.0.1'), 'listening'))
  afterAll(() => {
    inner.closeAllConnections()
    inner.close()
  })

  test('that takes us longer than a connection may stand still is waited for', async () => {
    expect(await (await fetch(url('/late'))).text()).toBe('late')
  })

  test('that goes on and on is not cut off', async () => {
    const answer = await fetch(url('/beats'))
    const reader = answer.body!.getReader()
    const untilMs = performance.now() + 3 * SHORT.stalledMs
    while (performance.now() < untilMs) expect((await reader.read()).done).toBe(false)
    await reader.cancel()
  })

  test('that nobody takes is', async () => {
    const socket = connect(Number(new URL(url('')).port), '127.0.0.1')
    socket.pause()
    socket.on('error', () => {})
    const [served] = (await once(inner, 'connection')) as [Socket]
    socket.write('GET /huge HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    const started = performance.now()
    await once(served, 'close')
    expect(performance.now() - started).toBeLessThan(10 * SHORT.stalledMs)
    socket.destroy()
  })

  test('a stream of events says something often enough', () => {
    expect(PATIENCE.stalledMs).toBeGreaterThan(3 * HEARTBEAT_MS)
  })
})

const answers: Record<string, (answer: ServerResponse) => void> = {
  '/late': (answer) => answer.end('late'),
  '/huge': (answer) => Readable.from(endless()).pipe(answer),
  '/beats': (answer) => {
    answer.write('beat ')
    const beat = setInterval(() => answer.write('beat '), SHORT.stalledMs / 4)
    answer.once('close', () => clearInterval(beat))
  },
}

function* endless() {
  for (;;) yield Buffer.alloc(65_536)
}

describe('a client that breaks off', () => {
  test.each([
    ['JSON', json, '{"products":'],
    ['a CSV', csv, 'product_id,im'],
    ['a form', form, part],
  ])('%s: is told in one line of the log, as its own doing', async (_name, headers, begin) => {
    server.lines.length = 0
    const { socket, closed } = open(head(`POST ${JOBS}`, ...headers) + begin)
    await sleep(200)
    socket.destroy()
    await closed
    await expect.poll(() => server.lines.length).toBe(1)
    const [line] = server.lines
    expect(line).toMatchObject({ status: 400, code: 'API_REQUEST_CUT', level: 'info' })
    expect(line!.error).toBeUndefined()
  })
})
