/** An S3 service that the environment names: for machines that can have neither radosgw nor Swift. */
import { randomUUID } from 'node:crypto'
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import type { S3StorageOptions } from '../../src/storage/s3-client.ts'

/**
 * What VIDGEN_TEST_S3 names: `http://key:secret@host:port/bucket?region=us-east-1`, the bucket made.
 * Throws where it is not such an address.
 */
export function namedS3(text: string): S3StorageOptions {
  const { protocol, host, pathname, username, password, searchParams } = new URL(text)
  const bucket = decodeURIComponent(pathname.slice(1))
  if (!username || !password || !bucket || bucket.includes('/')) {
    throw new Error(
      'VIDGEN_TEST_S3 must be like http://key:secret@host:port/bucket?region=us-east-1.',
    )
  }
  return {
    bucket,
    endpoint: `${protocol}//${host}`,
    region: searchParams.get('region') ?? 'us-east-1',
    accessKeyId: decodeURIComponent(username),
    secretAccessKey: decodeURIComponent(password),
    prefix: `vidgen-test-${randomUUID()}`,
  }
}

/** Takes away what a run of the tests left below its prefix. */
export async function emptyNamedS3(options: S3StorageOptions): Promise<void> {
  const { bucket: Bucket, endpoint, region, prefix: Prefix } = options
  const { accessKeyId = '', secretAccessKey = '' } = options
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint: endpoint!, region, forcePathStyle: true, credentials })
  try {
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: `${Prefix}/` }),
    )
    for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }))
  } finally {
    client.destroy()
  }
}
