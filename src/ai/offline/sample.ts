import type { Picture } from '../service.ts'
import { samplePictureBase64, sampleVideoBase64 } from './sample-media.ts'

const picture = Buffer.from(samplePictureBase64, 'base64')
const video = Buffer.from(sampleVideoBase64, 'base64')

/** A prepared JPEG of 480 by 854, whatever was asked for. */
export function samplePicture(): Picture {
  return { bytes: picture, contentType: 'image/jpeg' }
}

/** A prepared mp4 of 3 seconds at 480p with its index in front, whatever was asked for. */
export function sampleVideo(): Uint8Array {
  return video
}
