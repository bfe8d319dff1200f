import { randomUUID } from 'node:crypto'
import type * as Sdk from '@aws-sdk/client-s3'
import { VidgenError } from '../errors.ts'
import { assertKey, probeKey } from './keys.ts'
import { connect, type S3StorageOptions } from './s3-client.ts'
import { type S3Place, s3Failure } from './s3-failures.ts'
import { asciiMetadata, uploadFile } from './s3-upload.ts'
import { publicUrl, s3Address } from './s3-url.ts'
import type { ObjectDescription, Storage, StoredObject } from './storage.ts'

type Action = 'read' | 'write' | 'delete'
/** Runs one operation with the client of this storage; failures come out as VidgenError. */
type Run = <T>(
  request: { action: Action; key: string },
  work: (client: Sdk.S3Client, sdk: typeof Sdk) => Promise<T>,
) => Promise<T>

/** Objects in an S3 bucket. Throws STORAGE_KEY_PAIR_INCOMPLETE; the SDK is loaded at first use. */
export function createS3Storage(options: S3StorageOptions): Storage {
  assertKeyPair(options)
  const connection = connect(options)
  const bucket = options.bucket
  const run = runner(s3Address(options), connection)
  const storage: Storage = {
    kind: 's3',
    put: async (key, bytes, description) => await put(run, bucket, { key, bytes, description }),
    async putFile(key, file, description) {
      const params = { Bucket: bucket, Key: key, ...headersOf(description) }
      return await run({ action: 'write', key }, async (client) => ({
        key,
        sizeBytes: await uploadFile(client, file, params),
      }))
    },
    get: async (key) => await get(run, bucket, key),
    head: async (key) => await head(run, bucket, key),
    async delete(key) {
      await run({ action: 'delete', key }, async (client, { DeleteObjectCommand }) => {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
      })
    },
    async link(key, { expiresS, at }) {
      return await run({ action: 'read', key }, async (client) => {
        const { presign } = await import('./s3-link.ts')
        return await presign(client, { bucket, key, expiresS, at })
      })
    },
    url(key) {
      assertKey(key)
      return publicUrl(options, key)
    },
    async check() {
      const key = probeKey(randomUUID())
      await storage.put(key, Buffer.from('vidgen'), { contentType: 'text/plain' })
      await storage.delete(key)
    },
    close: () => connection.close(),
  }
  return storage
}

function assertKeyPair({ accessKeyId, secretAccessKey }: S3StorageOptions): void {
  if ((accessKeyId === undefined) === (secretAccessKey === undefined)) return
  const missing = accessKeyId === undefined ? 'S3_ACCESS_KEY_ID' : 'S3_SECRET_ACCESS_KEY'
  throw new VidgenError('STORAGE_KEY_PAIR_INCOMPLETE', { missing })
}

function runner(place: S3Place, connection: ReturnType<typeof connect>): Run {
  return async (request, work) => {
    assertKey(request.key)
    try {
      const { client, sdk } = await connection.open()
      return await work(client, sdk)
    } catch (error) {
      throw s3Failure(place, request, error)
    }
  }
}

async function put(
  run: Run,
  bucket: string,
  object: { key: string; bytes: Uint8Array; description: ObjectDescription },
): Promise<StoredObject> {
  const { key, bytes, description } = object
  const params = { Bucket: bucket, Key: key, Body: bytes, ...headersOf(description) }
  return await run({ action: 'write', key }, async (client, { PutObjectCommand }) => {
    await client.send(new PutObjectCommand(params))
    return { key, sizeBytes: bytes.byteLength }
  })
}

async function get(run: Run, bucket: string, key: string): Promise<Buffer> {
  return await run({ action: 'read', key }, async (client, { GetObjectCommand }) => {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? [])
    if (answer.ContentLength === undefined || answer.ContentLength === bytes.byteLength)
      return bytes
    throw Object.assign(new Error('incomplete answer'), { name: 'IncompleteBody' })
  })
}

async function head(run: Run, bucket: string, key: string): Promise<StoredObject | null> {
  return await run({ action: 'read', key }, async (client, { HeadObjectCommand, NotFound }) => {
    try {
      const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
      return { key, sizeBytes: answer.ContentLength ?? 0 }
    } catch (error) {
      if (error instanceof NotFound) return null
      throw error
    }
  })
}

function headersOf(description: ObjectDescription) {
  return {
    ContentType: description.contentType,
    ...(description.metadata && { Metadata: asciiMetadata(description.metadata) }),
  }
}
