/** What all local servers that stand in for a provider have in common. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A request as it came. */
export interface Seen {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** What a provider would write on its invoice. */
export interface BillLine {
  requestId: string
  /** The idempotency key, where the provider takes one. */
  key: string | null
  amountMicros: number
}

/**
 * What becomes of one paid request. `taken` ones are billed: reset after, hang, garbage and truncated
 * answers come when the provider has done its work.
 */
export type Behaviour =
  | 'ok'
  | 'reset-before'
  | 'reset-after'
  | 'hang'
  | 'hang-before'
  | 'garbage'
  | 'truncated'
  | 'html'
  | { status: number; body: unknown; headers?: Record<string, string> }

/** An answer that sends elsewhere. */
export const elsewhere: Behaviour = {
  status: 307,
  body: '',
  headers: { location: 'http://127.0.0.1:1/elsewhere' },
}

export interface FakeServer {
  url: string
  requests: Seen[]
  bill: BillLine[]
  /** Consumed one a paid request; `ok` when empty. */
  script: Behaviour[]
  close(): Promise<void>
}

export type Handler = (seen: Seen, response: ServerResponse) => void | Promise<void>

/** Listens on a port of this machine, a free one unless told. */
export async function listen(
  handler: Handler,
  port = 0,
): Promise<Pick<FakeServer, 'url' | 'requests' | 'close'>> {
  const requests: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const seen = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') }
      requests.push(seen)
      void Promise.resolve(handler(seen, response)).catch((error: unknown) => {
        response.destroy(error as Error)
      })
    })
    request.on('error', () => {})
  }).listen(port, '127.0.0.1')
  server.keepAliveTimeout = 60_000
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** Answers a paid request as its behaviour says; `take` does the provider's work and bills it. */
export async function behave(
  response: ServerResponse,
  behaviour: Behaviour,
  options: { latencyMs: number; take: () => { body: unknown; headers?: Record<string, string> } },
): Promise<void> {
  if (behaviour === 'hang-before') return
  if (behaviour === 'reset-before') return void response.socket?.resetAndDestroy()
  if (typeof behaviour === 'object') {
    const { status, body, headers } = behaviour
    if (typeof body === 'string') return void response.writeHead(status, headers).end(body)
    return sendJson(response, status, body, headers)
  }
  if (behaviour === 'html') return void response.end('<!DOCTYPE html><p>Sign in')
  const answer = options.take()
  if (behaviour === 'hang') return
  if (options.latencyMs > 0) await sleep(options.latencyMs)
  if (behaviour === 'reset-after') return void response.socket?.resetAndDestroy()
  if (behaviour === 'garbage') return void response.end('{"so": "what')
  if (behaviour === 'truncated') {
    const whole = Buffer.from(JSON.stringify(answer.body))
    response.writeHead(200, { 'content-length': String(whole.length) })
    response.write(whole.subarray(0, whole.length >> 1))
    setTimeout(() => response.destroy(), 10)
    return
  }
  sendJson(response, 200, answer.body, answer.headers)
}
