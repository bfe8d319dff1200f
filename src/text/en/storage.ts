/** Where the failure was: a folder's path, or bucket and endpoint. */
export interface Place {
  kind: 'folder' | 's3'
  place: string
}

/** Errors of `storage`: code → message and hint. */
export const storageErrors = {
  STORAGE_OBJECT_DAMAGED: (p: { key: string }) => ({
    message: `${p.key} in the storage is not what was written there.`,
    hint: 'Check the disk or bucket; `vidgen enqueue --force` makes the video anew.',
  }),
  STORAGE_UNREACHABLE: (p: Place & { reason: string }) => ({
    message: `The storage ${p.place} can't be used: ${p.reason}.`,
    hint:
      p.kind === 'folder'
        ? `Check that ${p.place} is a folder on a disk that is mounted, then try again.`
        : 'Check S3_ENDPOINT, S3_REGION and the network, then try again.',
  }),
  STORAGE_FULL: (p: Place & { reason: string }) => ({
    message: `The storage ${p.place} is full: ${p.reason}.`,
    hint:
      p.kind === 'folder'
        ? 'Free some space on that disk, or set VIDGEN_HOME to a folder on a larger one.'
        : "Raise the bucket's or the account's quota, or remove what is no longer needed.",
  }),
  STORAGE_DENIED: (p: Place & { reason: string; action: 'read' | 'write' | 'delete' }) => ({
    message: `No permission to ${p.action} in the storage ${p.place}: ${p.reason}.`,
    hint:
      p.kind === 'folder'
        ? `Give the user who runs vidgen read and write permission on ${p.place}.`
        : deniedHint(p.reason),
  }),
  STORAGE_BUCKET_MISSING: (p: { place: string; bucket: string }) => ({
    message: `The bucket ${p.place} does not exist.`,
    hint: 'Create it, or correct S3_BUCKET (and S3_ENDPOINT, S3_REGION).',
  }),
  STORAGE_REGION_WRONG: (p: { place: string; region: string; reason: string }) => ({
    message: `The region ${p.region} is not that of ${p.place}: ${p.reason}.`,
    hint: "Set S3_REGION to the bucket's region, for example ap-northeast-2.",
  }),
  STORAGE_OBJECT_MISSING: (p: Place & { key: string }) => ({
    message: `${p.key} is not in the storage ${p.place}.`,
    hint: 'It was removed, or this is another storage than the one it was written to.',
  }),
  STORAGE_KEY_INVALID: (p: { key: string }) => ({
    message: `${JSON.stringify(p.key)} is no key of a stored object.`,
    hint: 'Keys are relative paths without "..", such as videos/SKU-1/01jd.mp4.',
  }),
  STORAGE_LINK_OUTSIDE: (p: { place: string; file: string }) => ({
    message: `A symbolic link leads out of the storage ${p.place}: ${p.file}.`,
    hint: 'Remove that link. The storage folder itself may be a link, nothing below it.',
  }),
  STORAGE_SOURCE_UNREADABLE: (p: { file: string; reason: string }) => ({
    message: `The file ${p.file} can't be read: ${p.reason}.`,
    hint: 'Check that it exists, that it is not being changed, and its permissions.',
  }),
  STORAGE_KEY_PAIR_INCOMPLETE: (p: { missing: string }) => ({
    message: `Of the S3 key pair, ${p.missing} is not set.`,
    hint: "Set both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or neither to use the AWS SDK's own sources.",
  }),
}

function deniedHint(reason: string): string {
  if (reason.includes('TimeTooSkewed')) return "This machine's clock is wrong: correct it."
  if (/InvalidAccessKeyId|Credentials/.test(reason)) return 'Check S3_ACCESS_KEY_ID.'
  if (reason.includes('SignatureDoesNotMatch')) return 'Check S3_SECRET_ACCESS_KEY.'
  return 'Allow this key to read, write and delete objects in the bucket (GetObject, PutObject, DeleteObject).'
}
