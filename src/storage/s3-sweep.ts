import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  NoSuchUpload,
  type S3Client,
} from '@aws-sdk/client-s3'
import { bucketKey, type S3StorageOptions } from './s3-client.ts'
import { FOLDERS } from './keys.ts'

/**
 * Ends the uploads in parts that began before a time under keys of ours: a killed process can't abort
 * its own, and the parts are billed until somebody does. A dry run only looks. Returns how many there
 * were.
 */
export async function sweepUploads(
  client: S3Client,
  options: S3StorageOptions & { before: Date; dryRun: boolean },
): Promise<number> {
  let ended = 0
  for (const folder of FOLDERS) {
    const found = await uploadsUnder(client, options.bucket, `${bucketKey(options, folder)}/`)
    for (const { Key, UploadId } of found.filter((upload) => isOlder(upload, options.before))) {
      const upload = { Bucket: options.bucket, Key, UploadId }
      if (!options.dryRun)
        await client.send(new AbortMultipartUploadCommand(upload)).catch(unlessGone)
      ended++
    }
  }
  return ended
}

async function uploadsUnder(
  client: S3Client,
  bucket: string,
  prefix: string,
): Promise<MultipartUpload[]> {
  const found: MultipartUpload[] = []
  let page: ListMultipartUploadsCommandOutput | undefined
  do {
    const after = page && { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
    const of = { Bucket: bucket, Prefix: prefix, ...after }
    page = await client.send(new ListMultipartUploadsCommand(of))
    found.push(...(page.Uploads ?? []))
  } while (page.IsTruncated)
  return found
}

function isOlder({ Initiated }: MultipartUpload, before: Date): boolean {
  return Initiated !== undefined && Initiated < before
}

/** Another worker was quicker. */
function unlessGone(error: unknown): void {
  if (!(error instanceof NoSuchUpload)) throw error
}
