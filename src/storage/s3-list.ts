import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { bucketKey, type S3StorageOptions } from './s3-client.ts'
import type { ListedObject } from './storage.ts'

/** A page of what lies under a folder, and where the next one begins. */
export interface ObjectsPage {
  objects: ListedObject[]
  next: string | undefined
}

/** At most 1,000 objects below one of our folders, from a place on; their keys as we know them. */
export async function listPage(
  client: S3Client,
  options: S3StorageOptions & { folder: string; from: string | undefined },
): Promise<ObjectsPage> {
  const { bucket, folder, from } = options
  const before = bucketKey(options, folder).slice(0, -folder.length)
  const answer = await client.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: `${before}${folder}/`,
      ...(from !== undefined && { ContinuationToken: from }),
    }),
  )
  const objects = (answer.Contents ?? []).flatMap(({ Key, Size, LastModified }) =>
    Key?.startsWith(before) && !Key.endsWith('/')
      ? [{ key: Key.slice(before.length), sizeBytes: Size ?? 0, modifiedAt: LastModified! }]
      : [],
  )
  return { objects, next: answer.IsTruncated ? answer.NextContinuationToken : undefined }
}
