import { createHash } from 'node:crypto'
import { VidgenError } from '../errors.ts'

/** Above this many bytes a product id is shortened; a path segment may have 255. */
const MAX_SEGMENT_BYTES = 180
const SHORTENED_BYTES = 120

/** Letters of any script stay readable. Everything else is escaped, dots at the ends too. */
const ESCAPED = /[^\p{L}\p{M}\p{N}._-]|^\.|\.$/gu

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
}

/** What every key begins with, one of these. */
export const FOLDERS = ['videos', 'frames', 'pictures', 'probes']

/** The published video of a job. */
export function videoKey(productId: string, jobId: string): string {
  return `videos/${encodeProductId(productId)}/${jobId}.mp4`
}

/** The picture shown before the video plays, a JPEG beside it. */
export function posterKey(productId: string, jobId: string): string {
  return `videos/${encodeProductId(productId)}/${jobId}.jpg`
}

/**
 * A frame as it was bought. Without an extension, so that it is known before the answer's content
 * type is, and a run that lost its answer can look for it.
 */
export function frameKey(
  jobId: string,
  step: 'START_FRAME' | 'END_FRAME',
  callSeq: number,
): string {
  return `frames/${jobId}/${step === 'START_FRAME' ? 'start' : 'end'}-${callSeq}`
}

/** A video as it was bought, before fast start, beside its frames. */
export function rawVideoKey(jobId: string, callSeq: number): string {
  return `frames/${jobId}/video-${callSeq}.mp4`
}

/** A product picture taken into the storage, by its content. */
export function pictureKey(sha256: string, contentType: string): string {
  return `pictures/${sha256}.${EXTENSIONS[contentType] ?? 'bin'}`
}

/** The job that a frame, a raw video, a video or a poster belongs to; null for any other key. */
export function jobIdOf(key: string): string | null {
  return (
    /^frames\/([^/]+)\/[^/]+$|^videos\/[^/]+\/([^/.]+)\.(mp4|jpg)$/
      .exec(key)
      ?.slice(1, 3)
      .find(Boolean) ?? null
  )
}

/** Where `check` writes. */
export function probeKey(unique: string): string {
  return `probes/${unique}`
}

/** Throws STORAGE_KEY_INVALID for a key that could leave the storage. */
export function assertKey(key: string): void {
  const segments = key.split('/')
  const safe = segments.every((s) => s !== '' && !s.startsWith('.') && !/[\\\0]/.test(s))
  if (!safe) throw new VidgenError('STORAGE_KEY_INVALID', { key })
}

/** The key as part of a URL. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/')
}

/**
 * A product id as one path segment: different ids give different segments. Ids that differ only in
 * case or in Unicode normalisation may share a folder on some file systems; file names in it are
 * job ids, so nothing collides.
 */
function encodeProductId(productId: string): string {
  const encoded = productId.replace(ESCAPED, escapeBytes)
  if (Buffer.byteLength(encoded) <= MAX_SEGMENT_BYTES) return encoded
  // `~~` never comes out of escapeBytes, so a shortened id can't meet one that wasn't.
  const hash = createHash('sha256').update(productId).digest('hex').slice(0, 32)
  return `${firstBytes(encoded, SHORTENED_BYTES)}~~${hash}`
}

/** `~` needs no encoding in a URL, where `%` would be decoded by one reader and not by another. */
function escapeBytes(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `~${byte.toString(16).padStart(2, '0')}`).join('')
}

function firstBytes(text: string, maxBytes: number): string {
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > maxBytes) break
    kept += character
  }
  return kept
}
