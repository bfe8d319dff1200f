import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer as createHttp, type IncomingHttpHeaders } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transportFailure } from '../../src/ai/transport-failure.ts'
import { apiFetch } from '../../src/net/api-fetch.ts'
import { makeCertificate } from '../support/certificate.ts'

const servers: Server[] = []
const seen: IncomingHttpHeaders[] = []
let folder: string

async function listen(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Where each request goes. */
const at: Record<string, string> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidgen-api-'))
  const { key, cert } = await makeCertificate(folder)
  const tls = { key: await readFile(key), cert: await readFile(cert) }
  const plain = await listen(
    createHttp(({ url, headers }, response) => {
      seen.push(headers)
      const location = `http://localhost:${plain}/200`
      if (url === '/cut') response.destroy()
      else response.writeHead(Number(url!.slice(1)), { location }).end()
    }),
  )
  at['plain'] = `http://127.0.0.1:${plain}`
  at['a server that nobody vouches for'] =
    `https://127.0.0.1:${await listen(createHttps(tls, (_, response) => response.end()))}/`
  at['a server without TLS'] = `https://127.0.0.1:${plain}/200`
  at['a server that hangs up at the handshake'] =
    `https://127.0.0.1:${await listen(createTcp((socket) => socket.once('data', () => socket.destroy())))}/`
  const closed = createTcp()
  at['a server that nobody runs'] = `http://127.0.0.1:${await listen(closed)}/`
  closed.close()
  at['a name that nobody has'] = 'https://no-such-host.invalid/'
})

afterAll(async () => {
  for (const server of servers) server.close()
  await rm(folder, { recursive: true })
})

const signal = new AbortController().signal
const post = async (url: string) => {
  const init = { method: 'POST', body: '{}', headers: { 'x-api-key': 'geheim' } }
  const error: unknown = await apiFetch(url, init).catch((thrown: unknown) => thrown)
  return transportFailure(error, { provider: 'pika', signal, timeoutMs: 1000 })
}

test.each([
  'a server that nobody vouches for',
  'a server without TLS',
  'a server that hangs up at the handshake',
  'a server that nobody runs',
  'a name that nobody has',
])('%s was certainly not asked', async (name) => {
  expect(await post(at[name]!)).toMatchObject({ disposition: 'wait', code: 'AI_UNREACHABLE' })
})

test('a connection that breaks off after the request may have been paid for', async () => {
  expect(await post(`${at['plain']}/cut`)).toMatchObject({
    disposition: 'unknown',
    code: 'AI_CONNECTION_LOST',
  })
})

test.each([301, 302, 303, 307, 308])('after a %d nobody else gets the key', async (status) => {
  seen.length = 0
  const failure = await post(`${at['plain']}/${status}`)
  expect(failure).toMatchObject({ disposition: 'halt', code: 'AI_ADDRESS_WRONG' })
  expect(failure.params['reason']).toMatch(new RegExp(`^HTTP ${status} to http://localhost:\\d+$`))
  expect(seen).toHaveLength(1)
})
