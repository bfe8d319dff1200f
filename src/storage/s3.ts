import { randomUUID } from 'node:crypto'
import type * as Sdk from '@aws-sdk/client-s3'
import { VidgenError } from '../errors.ts'
import { assertKey, probeKey } from './keys.ts'
import { bucketKey, connect, encryptionOf, type S3StorageOptions } from './s3-client.ts'
import { type S3Place, s3Failure } from './s3-failures.ts'
import { asciiMetadata } from './s3-metadata.ts'
import { objectUrl, privateKey, publicUrl, s3Address } from './s3-url.ts'
import type { ObjectDescription, Storage, StoredObject } from './storage.ts'

type Action = 'read' | 'write' | 'delete'
/** Runs one operation with the client of this storage; failures come out as VidgenError. */
type Run = <T>(
  request: { action: Action; key: string; signal?: AbortSignal | undefined },
  work: (client: Sdk.S3Client, sdk: typeof Sdk) => Promise<T>,
) => Promise<T>

/** Objects in an S3 bucket. Throws STORAGE_KEY_PAIR_INCOMPLETE; the SDK is loaded at first use. */
export function createS3Storage(options: S3StorageOptions): Storage {
  assertKeyPair(options)
  const connection = connect(options)
  const run = runner(s3Address(options), connection)
  const place = (key: string) => ({ Bucket: options.bucket, Key: bucketKey(options, key) })
  const written = (key: string, description: ObjectDescription) => ({
    ...place(key),
    ...headersOf(description),
    ...encryptionOf(options),
  })
  const signed = async (key: string, link: { expiresS: number; at: Date }) =>
    await run({ action: 'read', key }, async (client) => {
      const { presign } = await import('./s3-link.ts')
      const { Bucket: bucket, Key } = place(key)
      return await presign(client, { bucket, key: Key, ...link })
    })
  const storage: Storage = {
    kind: 's3',
    async put(key, bytes, description) {
      const { signal } = description
      const params = { ...written(key, description), Body: bytes }
      return await run({ action: 'write', key, signal }, async (client, { PutObjectCommand }) => {
        await client.send(new PutObjectCommand(params), signal && { abortSignal: signal })
        return { key, sizeBytes: bytes.byteLength }
      })
    },
    async putFile(key, file, description) {
      const { signal } = description
      const params = written(key, description)
      const sizeBytes = await run({ action: 'write', key, signal }, async (client) => {
        const { uploadFile } = await import('./s3-upload.ts')
        return await uploadFile(client, { file, params, signal })
      })
      const stored = await storage.head(key)
      if (stored?.sizeBytes === sizeBytes) return stored
      throw new VidgenError('STORAGE_OBJECT_DAMAGED', { key })
    },
    get: async (key) => await get(run, key, place(key)),
    open: null,
    head: async (key) => await head(run, key, place(key)),
    async delete(key) {
      await run({ action: 'delete', key }, async (client, { DeleteObjectCommand }) => {
        await client.send(new DeleteObjectCommand(place(key)))
      })
    },
    link: signed,
    url(key) {
      assertKey(key)
      return objectUrl(options, key)
    },
    async opened(address, at) {
      const key = privateKey(options, address)
      if (key === null) return address
      const { signedForS: expiresS } = options
      return expiresS === undefined ? publicUrl(options, key) : await signed(key, { expiresS, at })
    },
    check: async () => await check(storage),
    async *list(folder) {
      const { listPage } = await import('./s3-list.ts')
      let from: string | undefined
      do {
        const asked = { ...options, folder, from }
        const page = await run({ action: 'read', key: folder }, (client) => listPage(client, asked))
        yield page.objects
        from = page.next
      } while (from !== undefined)
    },
    sweep: async (before, dryRun = false) =>
      await run({ action: 'delete', key: probeKey('sweep') }, async (client) => {
        const { sweepUploads } = await import('./s3-sweep.ts')
        return await sweepUploads(client, { ...options, before, dryRun })
      }),
    expiring: async () => await expiring(options, connection),
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
      request.signal?.throwIfAborted()
      throw s3Failure(place, request, error)
    }
  }
}

/** Who may write and not read would buy frames that nobody can fetch. */
async function check(storage: Storage): Promise<void> {
  const key = probeKey(randomUUID())
  const bytes = Buffer.from(key)
  await storage.put(key, bytes, { contentType: 'text/plain' })
  try {
    if (bytes.equals(await storage.get(key))) return
    throw new VidgenError('STORAGE_OBJECT_DAMAGED', { key })
  } finally {
    await storage.delete(key)
  }
}

async function expiring(options: S3StorageOptions, connection: ReturnType<typeof connect>) {
  const { expiringFolders } = await import('./s3-lifecycle.ts')
  const { client } = await connection.open()
  return await expiringFolders(client, options)
}

interface Place {
  Bucket: string
  Key: string
}

async function get(run: Run, key: string, place: Place): Promise<Buffer> {
  return await run({ action: 'read', key }, async (client, { GetObjectCommand }) => {
    const answer = await client.send(new GetObjectCommand(place))
    const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? [])
    if (answer.ContentLength === undefined || answer.ContentLength === bytes.byteLength)
      return bytes
    throw Object.assign(new Error('incomplete answer'), { name: 'IncompleteBody' })
  })
}

async function head(run: Run, key: string, place: Place): Promise<StoredObject | null> {
  return await run({ action: 'read', key }, async (client, { HeadObjectCommand, NotFound }) => {
    try {
      const answer = await client.send(new HeadObjectCommand(place))
      return { key, sizeBytes: answer.ContentLength ?? 0 }
    } catch (error) {
      if (error instanceof NotFound) return null
      throw error
    }
  })
}

/** A key names a job or a content: what is under it never changes. */
const UNCHANGING = 'public, max-age=31536000, immutable'

function headersOf(description: ObjectDescription) {
  return {
    ContentType: description.contentType,
    CacheControl: UNCHANGING,
    ...(description.metadata && { Metadata: asciiMetadata(description.metadata) }),
  }
}
