import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHttp } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { samplePicture } from '../../src/ai/offline/sample.ts'
import { makeCertificate } from '../support/certificate.ts'
import { download as downloadHere } from '../../src/net/download.ts'
import { type Downloader, startDownloader } from './downloader.ts'

let folder: string
let https: Server
let http: ReturnType<typeof createHttp>
let hits: string[]
/** One that trusts the server's certificate, and one that does not. */
let trusting: Downloader
let strange: Downloader

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url!
  hits.push(path)
  const http1 = `http://127.0.0.1:${(http.address() as AddressInfo).port}/picture`
  if (path.startsWith('/picture')) response.end(samplePicture().bytes)
  else if (path === '/large') response.end(Buffer.alloc(300_000))
  else if (path === '/endless') {
    const timer = setInterval(() => response.write(Buffer.alloc(50_000)), 5)
    response.on('close', () => clearInterval(timer))
  } else if (path === '/moved') response.writeHead(302, { location: '/picture' }).end()
  else if (path === '/to-http') response.writeHead(302, { location: http1 }).end()
  else if (path === '/round') response.writeHead(302, { location: '/round' }).end()
  else if (path === '/silent') return
  else if (path === '/cut') {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('x')
    setTimeout(() => response.destroy(), 10)
  } else response.writeHead(404).end('no')
}

beforeAll(async () => {
  hits = []
  folder = await mkdtemp(join(tmpdir(), 'vidgen-download-'))
  const files = await makeCertificate(folder)
  const [key, cert] = await Promise.all([readFile(files.key), readFile(files.cert)])
  https = createServer({ key, cert }, answer).listen(0, '127.0.0.1')
  http = createHttp(answer).listen(0, '127.0.0.1')
  await Promise.all([once(https, 'listening'), once(http, 'listening')])
  trusting = startDownloader({ trusted: join(folder, 'ca.pem') })
  strange = startDownloader({ trusted: null })
})

afterAll(async () => {
  for (const downloader of [trusting, strange]) downloader.stop()
  for (const server of [https, http]) {
    server.closeAllConnections()
    server.close()
  }
  await rm(folder, { recursive: true })
})

async function download(path: string, trusted = true): Promise<Record<string, unknown>> {
  const url = `https://127.0.0.1:${(https.address() as AddressInfo).port}${path}`
  return (trusted ? trusting : strange).download(url, { policy: 'private' })
}

test('a picture arrives whole, also where it has moved', async () => {
  const sizeBytes = samplePicture().bytes.length
  expect(await download('/picture')).toEqual({ sizeBytes })
  expect(await download('/moved')).toEqual({ sizeBytes })
})

test.each([
  ['/none', 'DOWNLOAD_REFUSED', { status: 404 }],
  ['/large', 'DOWNLOAD_TOO_LARGE', { maxBytes: 200_000 }],
  ['/endless', 'DOWNLOAD_TOO_LARGE', { maxBytes: 200_000 }],
  ['/round', 'DOWNLOAD_FAILED', {}],
  ['/silent', 'DOWNLOAD_FAILED', {}],
  ['/cut', 'DOWNLOAD_FAILED', {}],
])('%s is %s', async (path, code, params) => {
  expect(await download(path)).toMatchObject({ code, params })
})

test('a server that nobody vouches for is refused', async () => {
  expect(await download('/picture', false)).toMatchObject({ code: 'DOWNLOAD_FAILED' })
})

test('what an address carries beside its path is not told', async () => {
  const { params } = await download('/none?signature=geheim')
  expect(JSON.stringify(params)).not.toContain('geheim')
})

test('http, and what lies in the own network, is fetched only where that is allowed', async () => {
  expect(await download('/to-http')).toEqual({ sizeBytes: samplePicture().bytes.length })
})

const { signal } = new AbortController()
const publicOnly = { maxBytes: 100, accept: '*/*', signal, addresses: { allowPrivate: false } }

test.each([
  'https://127.0.0.1:8443/a',
  'https://localhost:8443/a',
  'https://2130706433/a',
  'https://0x7f.1/a',
  'https://[::1]/a',
  'https://[::ffff:127.0.0.1]/a',
  'https://[::ffff:a00:1]/a',
  'https://[fe80::1]/a',
  'https://[fd00::1]/a',
  'https://[::127.0.0.1]/a',
  'https://[::a00:8]/a',
  'https://[64:ff9b::7f00:1]/a',
  'https://[2002:7f00:1::]/a',
  'https://169.254.169.254/latest/meta-data/',
  'https://10.0.0.8/a',
  'https://172.16.0.1/a',
  'https://192.168.1.1/a',
  'https://100.64.0.1/a',
  'https://0.0.0.0/a',
  'https://224.0.0.1/a',
])('%s is not asked', async (url) => {
  await expect(downloadHere(url, publicOnly)).rejects.toMatchObject({
    code: 'DOWNLOAD_ADDRESS_REFUSED',
  })
})

test.each([
  ['http://example.com/a'],
  ['ftp://example.com/a'],
  ['file:///etc/passwd'],
  ['https://user:secret@example.com/a'],
  ['not an address'],
])('%s is refused before anything is asked', async (url) => {
  const refused = await downloadHere(url, publicOnly).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'DOWNLOAD_NOT_HTTPS' })
  expect(JSON.stringify(refused)).not.toContain('secret')
})

test('who stops it gets back the reason', async () => {
  const reason = new Error('the worker stops')
  const stopped = { ...publicOnly, signal: AbortSignal.abort(reason) }
  await expect(downloadHere('https://example.com/a', stopped)).rejects.toBe(reason)
})
