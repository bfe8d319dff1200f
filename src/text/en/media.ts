/** Why a file is no video that we would publish. */
const videoReasons = {
  empty: 'the file is empty',
  'not-mp4': 'it does not start like an mp4 file',
  garbage: 'it is damaged: what should be an mp4 box is none',
  truncated: 'it is cut off: the file is shorter than it says',
  'no-index': 'it has no index (moov), as when a download broke off',
  'no-media': 'it has no media data',
  'no-video-track': 'it has no video track with a size',
  'no-duration': 'it has no duration',
} as const

/** Why a file is no picture that we can use. */
const pictureReasons = {
  empty: 'the file is empty',
  'unknown-type': 'it is none of jpeg, png, webp, avif and gif',
  unreadable: 'it is damaged and can not be read',
  'too-many-bytes': 'it is larger than 50 MB',
  'too-many-pixels': 'it has more than 100 megapixels',
} as const

/** What can be wrong with an mp4 file. */
export type VideoProblem = keyof typeof videoReasons
/** What can be wrong with a picture. */
export type PictureProblem = keyof typeof pictureReasons

/** Errors of `media`: code → message and hint. */
export const mediaErrors = {
  MEDIA_NOT_A_VIDEO: (p: { reason: VideoProblem; sizeBytes: number }) => ({
    message: `The video of ${p.sizeBytes} bytes can't be used: ${videoReasons[p.reason]}.`,
    hint: 'Run the job again with vidgen retry; what was bought is fetched again, not bought again.',
  }),
  MEDIA_REMUX_FAILED: (p: { reason: string }) => ({
    message: `The video's index could not be moved to the front: ${p.reason}.`,
    hint: 'Check that the disk has room, then run the job again with vidgen retry.',
  }),
  MEDIA_NOT_A_PICTURE: (p: { reason: PictureProblem }) => ({
    message: `The picture can't be used: ${pictureReasons[p.reason]}.`,
    hint: 'Replace the picture of the product by a jpeg, png, webp, avif or gif file.',
  }),
}
