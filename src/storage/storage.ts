import type { Readable } from 'node:stream'

/** What is written with an object. `metadata` reaches S3 as user metadata. */
export interface ObjectDescription {
  contentType: string
  metadata?: Record<string, string>
  /** Ends a write that is under way over the network, which throws its reason and leaves nothing. */
  signal?: AbortSignal
}

export interface StoredObject {
  key: string
  sizeBytes: number
}

/** An object to be read in pieces; must be closed. */
export interface OpenObject {
  sizeBytes: number
  /** Its first bytes, at most so many. */
  peek(bytes: number): Promise<Buffer>
  /** The bytes from `start` to `end`, both inclusive. Ends the object's own life with its last byte. */
  read(range: { start: number; end: number }): Readable
  close(): Promise<void>
}

/** An object as a list shows it. */
export interface ListedObject extends StoredObject {
  modifiedAt: Date
}

/**
 * Where pictures, frames and videos live. Keys are relative POSIX paths made by `storage/keys.ts`.
 * Every write is whole or absent. Methods throw VidgenError: STORAGE_UNREACHABLE, STORAGE_FULL,
 * STORAGE_DENIED, STORAGE_OBJECT_MISSING (get), STORAGE_SOURCE_UNREADABLE (putFile: the file to be
 * stored), STORAGE_KEY_INVALID; S3 also STORAGE_BUCKET_MISSING, STORAGE_REGION_WRONG and
 * STORAGE_OBJECT_DAMAGED (putFile, check: what arrived is not what was sent); the folder
 * STORAGE_LINK_OUTSIDE.
 */
export interface Storage {
  readonly kind: 'folder' | 's3'
  put(key: string, bytes: Uint8Array, description: ObjectDescription): Promise<StoredObject>
  putFile(key: string, file: string, description: ObjectDescription): Promise<StoredObject>
  get(key: string): Promise<Buffer>
  /** Opens an object to be streamed; null where others fetch it by a {@link link}. Throws as `get`. */
  readonly open: ((key: string) => Promise<OpenObject>) | null
  /** null when there is no such object. */
  head(key: string): Promise<StoredObject | null>
  delete(key: string): Promise<void>
  /** The permanent address: file: URL, S3_BASE_URL + key, or `s3://bucket/key` of a private bucket. */
  url(key: string): string
  /** What opens such an address now: itself, or a link signed for a while. `at` is the time of signing. */
  opened(address: string, at: Date): Promise<string>
  /** Where others can fetch an object for a while; null where nobody else can. `at` is the time of signing. */
  link(key: string, options: { expiresS: number; at: Date }): Promise<string | null>
  /** Throws when it can't be written to (S3: and read from). Used by doctor and before a worker starts. */
  check(): Promise<void>
  /** What lies below one of the folders of `storage/keys.ts`, by pages of at most 1,000. */
  list(folder: string): AsyncIterable<ListedObject[]>
  /**
   * Removes what writes that were killed left behind before a time; a dry run only looks. Returns how
   * many there were.
   */
  sweep(before: Date, dryRun?: boolean): Promise<number>
  /**
   * The folders of ours that a rule of the bucket would empty by itself; null where that can't be asked,
   * nothing for a storage that has no rules.
   */
  expiring?(): Promise<string[] | null>
  close(): void
}
