import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { S3StorageOptions } from '../../src/storage/s3-client.ts'
import { createS3Storage } from '../../src/storage/s3.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { type Answer, refusal, startFaultServer } from './fault-server.ts'

const MP4 = { contentType: 'video/mp4' }
const module = new URL('../../src/storage/s3.ts', import.meta.url).href
const key = 'videos/SKU-1/j1.mp4'

let server: Awaited<ReturnType<typeof startFaultServer>>
let storage: Storage
let folder: string
beforeAll(async () => {
  server = await startFaultServer()
  folder = await mkdtemp(join(tmpdir(), 'vidgen-s3-'))
  storage = open(server.endpoint)
})
afterEach(() => {
  server.faults.clear()
  server.seen.length = 0
})
afterAll(async () => {
  storage.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

function open(endpoint: string): Storage {
  return createS3Storage(optionsFor(endpoint, 200))
}

function optionsFor(endpoint: string, idleMs: number): S3StorageOptions {
  const keys = { accessKeyId: 'AK', secretAccessKey: 'a-secret-key' }
  const timeouts = { connectionMs: 500, idleMs }
  return { bucket: 'shop', endpoint, region: 'auto', ...keys, timeouts }
}

const put = async () => await storage.put(key, Buffer.from('x'), MP4)
const page: Answer = (response) => response.writeHead(502).end('<html>Bad gateway</html>')
const silence: Answer = () => {}
const reset: Answer = (response) => response.destroy()

describe('a refused write becomes', () => {
  test.each([
    { says: 'AccessDenied', answer: refusal(403, 'AccessDenied'), code: 'STORAGE_DENIED' },
    {
      says: 'InvalidAccessKeyId',
      answer: refusal(403, 'InvalidAccessKeyId'),
      code: 'STORAGE_DENIED',
    },
    {
      says: 'SignatureDoesNotMatch',
      answer: refusal(403, 'SignatureDoesNotMatch'),
      code: 'STORAGE_DENIED',
    },
    {
      says: 'InvalidAccessKeyId',
      answer: refusal(400, 'InvalidArgument', 'Credential access key has length 2, should be 32'),
      code: 'STORAGE_DENIED',
    },
    {
      says: 'InvalidArgument',
      answer: refusal(400, 'InvalidArgument'),
      code: 'STORAGE_UNREACHABLE',
    },
    { says: 'XMinioStorageFull', answer: refusal(507, 'XMinioStorageFull'), code: 'STORAGE_FULL' },
    { says: 'Unauthorized', answer: refusal(401, 'Unauthorized'), code: 'STORAGE_DENIED' },
    { says: 'QuotaExceeded', answer: refusal(403, 'QuotaExceeded'), code: 'STORAGE_FULL' },
    {
      says: 'AuthorizationHeaderMalformed',
      answer: refusal(400, 'AuthorizationHeaderMalformed'),
      code: 'STORAGE_REGION_WRONG',
    },
    {
      says: 'PermanentRedirect',
      answer: refusal(301, 'PermanentRedirect'),
      code: 'STORAGE_REGION_WRONG',
    },
    { says: 'NoSuchBucket', answer: refusal(404, 'NoSuchBucket'), code: 'STORAGE_BUCKET_MISSING' },
    { says: 'SlowDown', answer: refusal(503, 'SlowDown'), code: 'STORAGE_UNREACHABLE' },
    { says: 'HTTP 502', answer: page, code: 'STORAGE_UNREACHABLE' },
    { says: 'TimeoutError', answer: silence, code: 'STORAGE_UNREACHABLE' },
    { says: 'ECONNRESET', answer: reset, code: 'STORAGE_UNREACHABLE' },
  ])('$code: $says', async ({ says, answer, code }) => {
    server.faults.set('put', answer)
    const failure = await put().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code })
    expect(JSON.stringify(failure)).toContain(code === 'STORAGE_BUCKET_MISSING' ? 'shop' : says)
    expect(JSON.stringify(failure)).toContain(server.endpoint)
    expect(JSON.stringify(failure)).not.toContain('a-secret-key')
  })

  test('STORAGE_UNREACHABLE: nobody listens', async () => {
    const gone = await startFaultServer()
    await gone.stop()
    const nowhere = open(gone.endpoint)
    await expect(nowhere.check()).rejects.toMatchObject({
      code: 'STORAGE_UNREACHABLE',
      params: { place: `s3://shop (${gone.endpoint})`, reason: 'ECONNREFUSED' },
    })
    nowhere.close()
  })
})

describe('what passes is tried again', () => {
  test.each([
    { what: 'a failing service', fault: refusal(500, 'InternalError') },
    { what: 'a page of a proxy', fault: page },
    { what: 'a reset connection', fault: reset },
    { what: 'a silent server', fault: silence },
  ])('$what, once', async ({ fault }) => {
    server.faults.set('put', (response, request) => {
      server.faults.clear()
      fault(response, request)
    })
    await expect(put()).resolves.toEqual({ key, sizeBytes: 1 })
    expect(server.seen).toEqual(['put', 'put'])
  })
})

describe('reading', () => {
  test.each([
    { what: 'NoSuchKey', answer: refusal(404, 'NoSuchKey') },
    { what: 'no code', answer: (response) => response.writeHead(404).end() },
  ] satisfies { what: string; answer: Answer }[])(
    'a 404 with $what is a missing object',
    async (row) => {
      server.faults.set('get', row.answer)
      await expect(storage.get(key)).rejects.toMatchObject({
        code: 'STORAGE_OBJECT_MISSING',
        params: { key },
      })
    },
  )

  test.each([
    { what: 'no permission to read', status: 403, code: 'STORAGE_DENIED' },
    { what: 'a broken service', status: 500, code: 'STORAGE_UNREACHABLE' },
  ])('head tells $what from a missing object', async ({ status, code }) => {
    server.faults.set('head', (response) => response.writeHead(status).end())
    await expect(storage.head(key)).rejects.toMatchObject({
      code,
      params: { reason: `HTTP ${status}` },
    })
  })

  test.each([
    {
      what: 'cut off',
      answer: (response) => {
        response.writeHead(200, { 'Content-Length': 1000 })
        response.write('half', () => response.destroy())
      },
    },
    {
      what: 'that stops coming',
      answer: (response) => response.writeHead(200, { 'Content-Length': 1000 }).write('half'),
    },
  ] satisfies { what: string; answer: Answer }[])('an answer $what is no object', async (row) => {
    server.faults.set('get', row.answer)
    await expect(storage.get(key)).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' })
  })
})

describe('check', () => {
  test.each([
    { what: 'written only', get: refusal(403, 'AccessDenied'), code: 'STORAGE_DENIED' },
    {
      what: 'that gives back something else',
      get: ((response) => response.end('other')) as Answer,
      code: 'STORAGE_OBJECT_DAMAGED',
    },
  ])('finds a bucket that can be $what, and leaves nothing in it', async ({ get, code }) => {
    server.faults.set('get', get)
    await expect(storage.check()).rejects.toMatchObject({ code })
    expect(server.seen).toEqual(['put', 'get', 'abort'])
  })
})

async function largeFile(): Promise<string> {
  const file = join(folder, 'large')
  await writeFile(file, '')
  await truncate(file, 20 * 1024 * 1024)
  return file
}

describe('a file in parts', () => {
  test.each([
    {
      what: 'a part that is always refused',
      operation: 'part',
      fault: refusal(500, 'InternalError'),
    },
    { what: 'a part without an answer', operation: 'part', fault: silence },
    {
      what: 'a completion that is refused',
      operation: 'complete',
      fault: refusal(500, 'InternalError'),
    },
  ] as const)('$what ends in an abort', async ({ operation, fault }) => {
    server.faults.set(operation, fault)
    await expect(storage.putFile(key, await largeFile(), MP4)).rejects.toMatchObject({
      code: 'STORAGE_UNREACHABLE',
    })
    await expect.poll(() => server.seen).toContain('abort')
  })

  test.each([
    { what: 'that is refused', answer: refusal(403, 'AccessDenied'), limitMs: 2_000 },
    { what: 'without an answer', answer: silence, limitMs: 8_000 },
  ])('an abort $what hides nothing and holds nobody up', async ({ answer, limitMs }) => {
    const patient = createS3Storage(optionsFor(server.endpoint, 60_000))
    server.faults.set('part', refusal(403, 'QuotaExceeded'))
    server.faults.set('abort', answer)
    const file = await largeFile()
    const startedMs = performance.now()
    await expect(patient.putFile(key, file, MP4)).rejects.toMatchObject({ code: 'STORAGE_FULL' })
    expect(performance.now() - startedMs).toBeLessThan(limitMs)
    expect(server.seen).toContain('abort')
    patient.close()
  })

  test('a signal ends one that hangs at once, and aborts it', async () => {
    const patient = createS3Storage(optionsFor(server.endpoint, 60_000))
    const stop = new AbortController()
    server.faults.set('part', silence)
    const putting = patient.putFile(key, await largeFile(), { ...MP4, signal: stop.signal })
    await expect.poll(() => server.seen).toContain('part')
    const startedMs = performance.now()
    stop.abort(new Error('stopped'))
    await expect(putting).rejects.toThrow('stopped')
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    expect(server.seen).toContain('abort')
    server.faults.set('put', silence)
    const whole = patient.put(key, Buffer.from('x'), { ...MP4, signal: AbortSignal.timeout(50) })
    await expect(whole).rejects.toThrow('timeout')
    patient.close()
  })

  test('what arrived in another size than it was sent is no success', async () => {
    server.faults.set('head', (response) => response.setHeader('Content-Length', 7).end())
    await expect(storage.putFile(key, await largeFile(), MP4)).rejects.toMatchObject({
      code: 'STORAGE_OBJECT_DAMAGED',
      params: { key },
    })
  })

  test('a file that grows while it is sent is refused', async () => {
    const file = await largeFile()
    server.faults.set('create', (response) => {
      void appendFile(file, 'more').then(() =>
        response.end(
          '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>',
        ),
      )
    })
    await expect(storage.putFile(key, file, MP4)).rejects.toMatchObject({
      code: 'STORAGE_SOURCE_UNREADABLE',
      params: { file },
    })
  })

  test('kill -9 in the middle leaves nothing under the key', async () => {
    server.faults.set('part', silence)
    const file = await largeFile()
    const program = `
      const { createS3Storage } = await import(${JSON.stringify(module)})
      const storage = createS3Storage(${JSON.stringify(optionsFor(server.endpoint, 60_000))})
      await storage.putFile(${JSON.stringify(key)}, ${JSON.stringify(file)}, { contentType: 'video/mp4' })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program])
    await expect.poll(() => server.seen, { timeout: 10_000 }).toContain('part')
    child.kill('SIGKILL')
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect(new Set(server.seen)).toEqual(new Set(['create', 'part']))
  })

  test('a folder is no file', async () => {
    await expect(storage.putFile(key, folder, MP4)).rejects.toMatchObject({
      code: 'STORAGE_SOURCE_UNREADABLE',
      params: { reason: expect.stringContaining('EISDIR') },
    })
  })
})
