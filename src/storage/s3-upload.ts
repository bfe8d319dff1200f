import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { VidgenError } from '../errors.ts'
import { sourceFailure } from './source-failures.ts'

/** Four at a time hold 32 MB: twice as fast as parts of 5 MB (facts). */
const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 4

/**
 * Uploads a file, in parts where it is large. Returns its size in bytes. What failed is aborted;
 * nothing is seen under the key before all of it is there. Throws STORAGE_SOURCE_UNREADABLE.
 */
export async function uploadFile(
  client: S3Client,
  file: string,
  params: Omit<PutObjectCommandInput, 'Body'>,
): Promise<number> {
  const { Upload } = await import('@aws-sdk/lib-storage')
  const { size } = await stat(file).catch((error: unknown) => sourceFailure(file, error))
  const body = createReadStream(file)
  try {
    const upload = new Upload({
      client,
      params: { ...params, Body: body },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    })
    await upload.done()
  } catch (error) {
    throw body.errored === error ? sourceFailure(file, error) : error
  } finally {
    body.destroy()
  }
  if (body.bytesRead === size) return size
  throw new VidgenError('STORAGE_SOURCE_UNREADABLE', { file, reason: 'size changed' })
}

/** User metadata travels in headers, which are ASCII: everything else is percent-encoded. */
export function asciiMetadata(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, text]) => [name, ascii(text)]))
}

function ascii(text: string): string {
  return text.toWellFormed().replace(/[^ -$&-~]+|^ +| +$/gu, encodeURIComponent)
}
