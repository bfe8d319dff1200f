import type { S3StorageOptions } from './s3-client.ts'
import type { Storage } from './storage.ts'

/** Which storage, and where. */
export type StorageOptions = { kind: 'folder'; root: string } | ({ kind: 's3' } & S3StorageOptions)

/** The storage that the options name. Only the code of that one is loaded. */
export async function createStorage(options: StorageOptions): Promise<Storage> {
  if (options.kind === 's3') return (await import('./s3.ts')).createS3Storage(options)
  return (await import('./folder.ts')).createFolderStorage(options)
}
