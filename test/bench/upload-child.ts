/**
 * Uploads a file once, in a process of its own: `ours` by the storage as it is built, `alone` by
 * lib-storage with its own defaults. Words: which, file, endpoint.
 */
import { createReadStream } from 'node:fs'
import type * as Heap from '../../src/cli/small-heap.ts'
import type * as S3 from '../../src/storage/s3.ts'

const [which, file = '', endpoint = ''] = process.argv.slice(2)
const Bucket = 'videos'
const Key = 'videos/P1/j1.mp4'
const credentials = { accessKeyId: 'AK', secretAccessKey: 'SK' }
const LIMIT_MS = 600_000

if (which === 'ours') await ours()
else await alone()

async function ours(): Promise<void> {
  // As a worker does.
  const { keepHeapSmall } = (await built('cli/small-heap.js')) as typeof Heap
  keepHeapSmall()
  const { createS3Storage } = (await built('storage/s3.js')) as typeof S3
  const storage = createS3Storage({ bucket: Bucket, endpoint, region: 'auto', ...credentials })
  const signal = AbortSignal.timeout(LIMIT_MS)
  await storage.putFile(Key, file, { contentType: 'video/mp4', signal })
  storage.close()
}

function built(module: string): Promise<unknown> {
  return import(new URL(`../../dist/${module}`, import.meta.url).href)
}

async function alone(): Promise<void> {
  const { S3Client } = await import('@aws-sdk/client-s3')
  const { Upload } = await import('@aws-sdk/lib-storage')
  const client = new S3Client({
    endpoint,
    region: 'auto',
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  const params = { Bucket, Key, Body: createReadStream(file), ContentType: 'video/mp4' }
  await new Upload({ client, params }).done()
  client.destroy()
}
