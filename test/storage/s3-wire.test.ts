/** What is on the wire: R2, MinIO and older services refuse what AWS's SDK sends by itself. */
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createS3Storage } from '../../src/storage/s3.ts'
import type { S3StorageOptions } from '../../src/storage/s3-client.ts'
import type { Storage } from '../../src/storage/storage.ts'

const MiB = 1024 * 1024
const key = 'videos/SKU-1/j1.mp4'
const MP4 = { contentType: 'video/mp4' }

interface Seen {
  method: string
  url: string
  headers: IncomingHttpHeaders
  bytes: Buffer
}

const seen: Seen[] = []
let size = 0
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { method = '', url = '', headers } = request
    seen.push({ method, url, headers, bytes: Buffer.concat(chunks) })
    response.setHeader('ETag', '"x"')
    if (method === 'HEAD') response.setHeader('Content-Length', size)
    response.end(answerTo(url))
  })
})

function answerTo(url: string): string {
  if (url.includes('uploads'))
    return '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>'
  if (url.endsWith('uploadId=u1'))
    return '<CompleteMultipartUploadResult><ETag>"x-1"</ETag></CompleteMultipartUploadResult>'
  return ''
}

let folder: string
let storage: Storage
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  folder = await mkdtemp(join(tmpdir(), 'vidgen-wire-'))
  storage = createS3Storage(options())
})
afterAll(async () => {
  storage.close()
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

function options(): S3StorageOptions {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const keys = { accessKeyId: 'AK', secretAccessKey: 'SK' }
  return { bucket: 'shop', region: 'auto', endpoint, ...keys }
}

async function written(sizeBytes: number): Promise<Seen[]> {
  const file = join(folder, `${sizeBytes}`)
  await writeFile(file, randomBytes(sizeBytes))
  seen.length = 0
  size = sizeBytes
  await storage.putFile(key, file, MP4)
  return seen.filter(({ method }) => method === 'PUT')
}

describe.each([
  { what: 'whole', sizeBytes: MiB, requests: 1 },
  { what: 'in parts', sizeBytes: 17 * MiB, requests: 3 },
])('a file sent $what to a service that is not AWS', ({ sizeBytes, requests }) => {
  test('has the bucket in the path, the region as it is set, and nothing that R2 or MinIO refuse', async () => {
    const puts = await written(sizeBytes)
    expect(puts).toHaveLength(requests)
    for (const { url, headers } of seen) {
      expect(url).toMatch(/^\/shop\/videos\/SKU-1\/j1\.mp4(\?|$)/)
      expect(headers.authorization).toMatch(/Credential=AK\/\d{8}\/auto\/s3\/aws4_request/)
      const names = Object.keys(headers).join(' ')
      expect(names).not.toMatch(/checksum|trailer|tagging|acl|encryption|expected-bucket-owner/)
      expect(headers['content-encoding']).toBeUndefined()
      expect(headers['transfer-encoding']).toBeUndefined()
    }
  })

  test('is signed over its bytes, so that the service itself tells a damaged one', async () => {
    for (const { headers, bytes } of await written(sizeBytes)) {
      const hash = createHash('sha256').update(bytes).digest('hex')
      expect(headers['x-amz-content-sha256']).toBe(hash)
      expect(headers['content-length']).toBe(String(bytes.length))
    }
  })
})

test('all parts but the last are of one size, as R2 wants them', async () => {
  const puts = await written(17 * MiB)
  const sizes = puts.map(({ bytes }) => bytes.length).toSorted((a, b) => b - a)
  expect(sizes).toEqual([8 * MiB, 8 * MiB, MiB])
})
