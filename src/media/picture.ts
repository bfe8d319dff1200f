import { VidgenError } from '../errors.ts'
import type { PictureProblem } from '../text/en/media.ts'
import { sniffPicture } from './sniff.ts'
import type { PictureType } from './sniff.ts'

/** What a checked picture is. Width and height as a person sees it, rotation applied. */
export interface PictureInfo {
  contentType: PictureType
  width: number
  height: number
}

const MAX_BYTES = 50 * 1024 * 1024
const MAX_PIXELS = 100_000_000

/**
 * Checks a picture by its own bytes, header only.
 * Throws VidgenError MEDIA_NOT_A_PICTURE for other files, damaged headers and absurd sizes.
 */
export async function checkPicture(bytes: Uint8Array): Promise<PictureInfo> {
  if (bytes.byteLength === 0) throw notAPicture('empty')
  if (bytes.byteLength > MAX_BYTES) throw notAPicture('too-many-bytes')
  const contentType = sniffPicture(bytes)
  if (contentType === null) throw notAPicture('unknown-type')
  const { width, height } = await readSize(bytes)
  if (width * height > MAX_PIXELS) throw notAPicture('too-many-pixels')
  return { contentType, width, height }
}

async function readSize(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  const { default: sharp } = await import('sharp')
  try {
    // Without sharp's own limit: ours names the reason.
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata()
    return autoOrient
  } catch (error) {
    throw new VidgenError('MEDIA_NOT_A_PICTURE', { reason: 'unreadable' }, { cause: error })
  }
}

function notAPicture(reason: PictureProblem): VidgenError {
  return new VidgenError('MEDIA_NOT_A_PICTURE', { reason })
}
