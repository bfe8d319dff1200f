import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { samplePicture, sampleVideo } from '../../src/ai/offline/sample.ts'
import { fetchResult } from '../../src/ai/result-download.ts'

const ANSWERS: Record<string, [status: number, body: string | Uint8Array, type: string]> = {
  '/video.mp4': [200, sampleVideo(), 'application/octet-stream'],
  '/picture': [200, samplePicture().bytes, 'image/jpeg'],
  '/page': [200, '<!DOCTYPE html><p>Sign in', 'text/html'],
  '/json': [200, '{"detail":"gone"}', 'application/json'],
  '/empty': [200, '', 'video/mp4'],
  '/gone': [404, 'no', 'text/plain'],
  '/ran-out': [403, 'expired', 'text/plain'],
  '/down': [503, 'later', 'text/plain'],
}

let server: Server
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidgen-results-'))
  server = createServer(({ url }, response) => {
    if (url === '/reset') return void response.destroy()
    if (url === '/huge') {
      return void response.writeHead(200, { 'content-length': String(10 ** 12) }).write('x')
    }
    const [status, body, type] = ANSWERS[url!]!
    return void response.writeHead(status, { 'content-type': type }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

const get = (path: string, kind: 'video' | 'image' = 'video', allowPrivate = true) =>
  fetchResult({
    provider: 'fal',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    toFile: join(folder, 'result'),
    kind,
    addresses: { allowPrivate },
    signal: new AbortController().signal,
  })

test.each([
  ['/video.mp4', 'video'],
  ['/picture', 'image'],
] as const)('%s is taken by its bytes', async (path, kind) => {
  await get(path, kind)
  expect(existsSync(join(folder, 'result'))).toBe(true)
})

test.each([
  ['/page', 'retry', 'AI_RESULT_UNREADABLE', 'an HTML page'],
  ['/json', 'retry', 'AI_RESULT_UNREADABLE', 'JSON'],
  ['/empty', 'retry', 'AI_RESULT_UNREADABLE', 'an empty file'],
  ['/picture', 'retry', 'AI_RESULT_UNREADABLE', 'image/jpeg'],
  ['/gone', 'reject', 'AI_RESULT_EXPIRED', 'gone'],
  ['/ran-out', 'retry', 'AI_RESULT_UNREADABLE', '403'],
  ['/huge', 'retry', 'AI_RESULT_UNREADABLE', 'DOWNLOAD_TOO_LARGE'],
  ['/down', 'wait', 'AI_UNREACHABLE', '503'],
  ['/reset', 'wait', 'AI_UNREACHABLE', '127.0.0.1'],
])(
  '%s instead of a video is %s, and leaves nothing behind',
  async (path, disposition, code, told) => {
    const failure = await get(path).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'ServiceFailure', disposition, code })
    expect(JSON.stringify((failure as { params: object }).params)).toContain(told)
    expect(existsSync(join(folder, 'result'))).toBe(false)
  },
)

test('an address in the own network is not fetched from', async () => {
  await expect(get('/video.mp4', 'video', false)).rejects.toMatchObject({
    disposition: 'retry',
    code: 'AI_RESULT_UNREADABLE',
  })
})
