import { sniffPicture } from './sniff.ts'

/** What a service takes. */
export interface PictureLimits {
  maxBytes: number
  /** Of the longer side, in pixels. */
  maxSide: number
  types: readonly string[]
}

const QUALITY = 90

/**
 * The picture as it is where the service takes it; else a JPEG of it, turned upright, on white, no
 * larger than allowed. The same input gives the same bytes. Throws what sharp throws for what it
 * can't read.
 */
export async function fitPicture(
  bytes: Uint8Array,
  limits: PictureLimits,
): Promise<{ bytes: Uint8Array; contentType: string }> {
  const { default: sharp } = await import('sharp')
  const contentType = sniffPicture(bytes)
  const { width, height } = await sharp(bytes).metadata()
  const isTaken = contentType !== null && limits.types.includes(contentType)
  const fits = bytes.length <= limits.maxBytes && Math.max(width, height) <= limits.maxSide
  if (isTaken && fits) return { bytes, contentType }
  const { maxSide } = limits
  const made = await sharp(bytes)
    .autoOrient()
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .jpeg({ quality: QUALITY })
    .toBuffer()
  return { bytes: made, contentType: 'image/jpeg' }
}
