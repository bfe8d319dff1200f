/**
 * Uploads a file once, in a process of its own: `ours` by the storage as it is built, `alone` by
 * lib-storage with its own defaults. Words: which, file, endpoint.
 */
import { createReadStream } from 'node:fs'

const [which, file = '', endpoint = ''] = process.argv.slice(2)
const Bucket = 'videos'
const Key = 'videos/P1/j1.mp4'
const credentials = { accessKeyId: 'AK', secretAccessKey: 'SK' }

if (which === 'ours') await ours()
else await alone()

async function ours(): Promise<void> {
  const built = (file: string) => import(new URL(`../../dist/${file}`, import.meta.url).href)
  const heap = (await built('cli/small-heap.js')) as typeof import('../../src/cli/small-heap.ts')
  // As a worker does.
  heap.keepHeapSmall()
  const s3 = (await built('storage/s3.js')) as typeof import('../../src/storage/s3.ts')
  const { createS3Storage } = s3
  const storage = createS3Storage({ bucket: Bucket, endpoint, region: 'auto', ...credentials })
  await storage.putFile(Key, file, {
    contentType: 'video/mp4',
    signal: AbortSignal.timeout(600_000),
  })
  storage.close()
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
