import { redactUrl } from '../net/redact.ts'
import { encodeKey } from './keys.ts'
import { bucketKey, type S3StorageOptions } from './s3-client.ts'
import type { S3Place } from './s3-failures.ts'

/** The permanent address of a key: public, or where links are signed `s3://bucket/key`. */
export function objectUrl(options: S3StorageOptions, key: string): string {
  return options.signedForS === undefined ? publicUrl(options, key) : privateUrl(options, key)
}

/** The key behind an address of {@link objectUrl} that is not public; null for any other. */
export function privateKey(options: S3StorageOptions, address: string): string | null {
  const start = privateUrl(options, '')
  return address.startsWith(start) ? decodeURIComponent(address.slice(start.length)) : null
}

/** The permanent public address of a key. */
export function publicUrl(options: S3StorageOptions, key: string): string {
  const start = options.baseUrl?.replace(/\/+$/, '') ?? bucketUrl(options)
  return `${start}/${encodeKey(bucketKey(options, key))}`
}

function privateUrl(options: S3StorageOptions, key: string): string {
  return `s3://${options.bucket}/${encodeKey(bucketKey(options, key))}`
}

/** Bucket, endpoint and region as errors name them. */
export function s3Address({ bucket, endpoint, region }: S3StorageOptions): S3Place {
  const service = endpoint === undefined ? `AWS ${region}` : redactUrl(endpoint)
  return { place: `s3://${bucket} (${service})`, bucket, region }
}

function bucketUrl({ bucket, endpoint, region }: S3StorageOptions): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/+$/, '')}/${bucket}`
  const host = region === 'auto' ? 's3.amazonaws.com' : `s3.${region}.amazonaws.com`
  // A certificate's wildcard covers one label: a bucket with dots needs the path.
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`
}
