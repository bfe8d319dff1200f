import type { S3Client } from '@aws-sdk/client-s3'

/** What a presigned address is for. `at` is what it is signed with, so the same input gives the same address. */
export interface LinkRequest {
  bucket: string
  key: string
  expiresS: number
  at: Date
}

/** An address where anyone can read one object for a while. */
export async function presign(client: S3Client, request: LinkRequest): Promise<string> {
  const [{ getSignedUrl }, { GetObjectCommand }] = await Promise.all([
    import('@aws-sdk/s3-request-presigner'),
    import('@aws-sdk/client-s3'),
  ])
  const { bucket, key, expiresS, at } = request
  const command = new GetObjectCommand({ Bucket: bucket, Key: key })
  return getSignedUrl(client, command, { expiresIn: expiresS, signingDate: at })
}
