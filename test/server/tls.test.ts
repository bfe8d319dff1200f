/** TLS that ends in the server, and TLS that ends before it: what a browser is given then. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest, type RequestOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Certificate, makeCertificate } from '../support/certificate.ts'
import { startVidgen } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import { freePorts } from '../support/ports.ts'
import { openTestServer, PASSWORD, type TestServer } from './harness.ts'

const SESSION = '/api/admin/session'
const SECURE =
  /^__Host-vidgen_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Expires=[^;]+$/
const HSTS = 'max-age=31536000'

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  cookies: string[]
  text: string
}

/** Asks with a Host of one's own, which fetch does not let anybody say. */
async function ask(url: string, options: RequestOptions & { body?: string } = {}): Promise<Answer> {
  const send = url.startsWith('https:') ? tlsRequest : plainRequest
  return await new Promise((resolve, reject) => {
    const asked = send(url, { agent: false, ...options }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      answer.once('end', () => {
        const { statusCode: status = 0, headers } = answer
        resolve({ status, headers, cookies: headers['set-cookie'] ?? [], text })
      })
    })
    asked.once('error', reject).end(options.body)
  })
}

const signIn = (url: string, options: RequestOptions = {}) =>
  ask(url + SESSION, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...options.headers },
    body: JSON.stringify({ name: 'kim', password: PASSWORD }),
  })

let folder: string
let certificate: Certificate
let ca: Buffer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidgen-tls-'))
  certificate = await makeCertificate(folder)
  ca = await readFile(certificate.cert)
})
afterAll(() => rm(folder, { recursive: true }))

describe('with a certificate of its own', () => {
  let server: TestServer
  beforeAll(async () => {
    const { cert: certFile, key: keyFile } = certificate
    server = await openTestServer({ serve: { tls: { certFile, keyFile } } })
    await server.vidgen.accounts.addUser({ name: 'kim', password: PASSWORD, role: 'operator' })
  }, 60_000)
  afterAll(() => server[Symbol.asyncDispose]())

  test('the cookie is bound to the host and to TLS, and browsers are told to stay on it', async () => {
    expect(server.url).toMatch(/^https:/)
    const opened = await signIn(server.url, { ca })
    expect(opened.status).toBe(200)
    expect(opened.cookies).toEqual([expect.stringMatching(SECURE)])
    expect(opened.headers['strict-transport-security']).toBe(HSTS)
    const [cookie] = opened.cookies[0]!.split(';', 1)
    const { csrfToken } = JSON.parse(opened.text) as { csrfToken: string }
    const read = await ask(server.url + SESSION, { ca, headers: { cookie } })
    expect(JSON.parse(read.text)).toMatchObject({ name: 'kim' })
    const headers = { cookie, 'x-csrf-token': csrfToken }
    const forged = await ask(server.url + SESSION, { ca, method: 'DELETE', headers: { cookie } })
    expect(forged.status).toBe(403)
    const closed = await ask(server.url + SESSION, { ca, method: 'DELETE', headers })
    expect(closed.status).toBe(204)
    expect(closed.cookies).toContainEqual(
      expect.stringMatching(/^__Host-vidgen_session=; .*Secure; Max-Age=0$/),
    )
    expect((await ask(server.url + SESSION, { ca, headers: { cookie } })).status).toBe(401)
  })

  test('every answer says so, refusals and pages too', async () => {
    for (const path of ['/', '/healthz', '/api/admin/overview', '/none']) {
      const { headers } = await ask(server.url + path, { ca })
      expect(headers['strict-transport-security']).toBe(HSTS)
    }
  })

  test('plain http and old TLS get no answer', async () => {
    await expect(signIn(server.url.replace('https:', 'http:'))).rejects.toThrow()
    const old = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const
    await expect(ask(`${server.url}/healthz`, { ca, ...old })).rejects.toThrow()
  })

  test('live progress comes over it', async () => {
    const hello = await new Promise<string>((resolve, reject) => {
      const headers = { authorization: `Bearer ${server.tokens.viewer}` }
      const asked = tlsRequest(`${server.url}/api/admin/events`, { ca, headers }, (answer) =>
        answer.once('data', (piece: Buffer) => {
          resolve(piece.toString())
          asked.destroy()
        }),
      )
      asked.once('error', reject).end()
    })
    expect(hello).toContain('event: hello')
  })
})

describe('behind a proxy that ends TLS', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await openTestServer({ serve: { origin: 'https://video.shop.example' } })
    await server.vidgen.accounts.addUser({ name: 'kim', password: PASSWORD, role: 'operator' })
  }, 60_000)
  afterAll(() => server[Symbol.asyncDispose]())

  const host = 'video.shop.example'

  test('its host gets the secure cookie; its own page may change something', async () => {
    const opened = await signIn(server.url, {
      headers: { host, origin: `https://${host}`, 'sec-fetch-site': 'same-origin' },
    })
    expect(opened.cookies).toEqual([expect.stringMatching(SECURE)])
    expect(opened.headers['strict-transport-security']).toBe(HSTS)
  })

  test('this machine asks in plain, and its browsers are bound to nothing', async () => {
    const opened = await signIn(server.url)
    expect(opened.cookies).toEqual([expect.stringMatching(/^vidgen_session=/)])
    expect(opened.headers['strict-transport-security']).toBeUndefined()
  })

  test.each(['evil.example', 'video.shop.example.evil.example', 'video.shop.example:8080'])(
    'the host %j is not its own',
    async (other) => {
      const answer = await signIn(server.url, { headers: { host: other } })
      expect(answer.status).not.toBe(200)
      expect(answer.cookies).toEqual([])
    },
  )

  test("another site's page is refused", async () => {
    const headers = { host, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await signIn(server.url, { headers })).status).toBe(403)
  })
})

test('by the command: --tls-cert and --tls-key', { timeout: 120_000 }, async () => {
  const home = await mkdtemp(join(tmpdir(), 'vidgen-tls-home-'))
  const [port] = await freePorts(1)
  const words = ['serve', '--port', String(port), '--tls-cert', certificate.cert, '--tls-key']
  const wrong = await startVidgen([...words, certificate.cert], { home }).ended
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('ca.pem')])
  const missing = await startVidgen([...words, join(folder, 'none.pem')], { home }).ended
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('none.pem')])
  const server = startVidgen([...words, certificate.key], { home })
  const health = () =>
    ask(`https://127.0.0.1:${port}/healthz`, { ca }).then(
      ({ text }) => text.includes('ok'),
      () => false,
    )
  await until('the server answers', health, 60_000)
  server.signal('SIGTERM')
  const { code, stderr } = await server.ended
  expect([code, stderr]).toEqual([0, expect.stringContaining(`https://127.0.0.1:${port}`)])
  await startVidgen(['local', 'stop'], { home }).ended
  await rm(home, { recursive: true, force: true })
})
