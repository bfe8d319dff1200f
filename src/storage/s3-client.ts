import type { PutObjectCommandInput, S3Client, S3ClientConfig } from '@aws-sdk/client-s3'

export interface S3StorageOptions {
  bucket: string
  /** A service that is not AWS. */
  endpoint?: string
  /** `auto` without an endpoint leaves the region to the SDK's own sources. */
  region: string
  /** The public address in front of the bucket. */
  baseUrl?: string
  /** Key pair; without one the SDK's own sources are used. */
  accessKeyId?: string
  secretAccessKey?: string
  /** Before every key, without a slash at its end: a bucket that others use, too. */
  prefix?: string
  /** How the service encrypts what it keeps, where that is not the bucket's own affair. */
  encryption?: { algorithm: 'AES256' | 'aws:kms'; kmsKeyId?: string }
  /** A private bucket: addresses are `s3://bucket/key`, and signed for this long when they are read. */
  signedForS?: number
  timeouts?: { connectionMs: number; idleMs: number }
}

/** The SDK has none of its own: a server that falls silent would hang a worker for ever. */
const TIMEOUTS = { connectionMs: 5_000, idleMs: 20_000 }

const silence = () => {}
/** It would warn on the console of uploads that wait for their turn. */
const SILENT = { debug: silence, info: silence, warn: silence, error: silence }

/** A key as the bucket knows it. */
export function bucketKey({ prefix }: S3StorageOptions, key: string): string {
  return prefix === undefined ? key : `${prefix}/${key}`
}

/** What every write asks of the service. R2 knows none of it, so nothing is sent unless it is set. */
export function encryptionOf({
  encryption,
}: S3StorageOptions): Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId'> {
  if (encryption === undefined) return {}
  const { algorithm, kmsKeyId } = encryption
  return {
    ServerSideEncryption: algorithm,
    ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }),
  }
}

/** Loads the SDK and makes the client at first use. */
export function connect(options: S3StorageOptions) {
  let client: S3Client | undefined
  return {
    async open() {
      const sdk = await import('@aws-sdk/client-s3')
      client ??= new sdk.S3Client(clientConfig(options))
      return { client, sdk }
    },
    close() {
      client?.destroy()
      client = undefined
    },
  }
}

function clientConfig(options: S3StorageOptions): S3ClientConfig {
  const { connectionMs, idleMs } = options.timeouts ?? TIMEOUTS
  return {
    maxAttempts: 3,
    requestHandler: { connectionTimeout: connectionMs, socketTimeout: idleMs, logger: SILENT },
    ...regionOf(options),
    ...credentialsOf(options),
    ...(options.endpoint !== undefined && elsewhere(options.endpoint)),
  }
}

/** Services that are not AWS know neither the SDK's checksums in trailers nor bucket host names. */
function elsewhere(endpoint: string): S3ClientConfig {
  return {
    endpoint,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }
}

function regionOf({ region, endpoint }: S3StorageOptions): S3ClientConfig {
  return region === 'auto' && endpoint === undefined ? {} : { region }
}

function credentialsOf({ accessKeyId, secretAccessKey }: S3StorageOptions): S3ClientConfig {
  if (accessKeyId === undefined || secretAccessKey === undefined) return {}
  return { credentials: { accessKeyId, secretAccessKey } }
}
