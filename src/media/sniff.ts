/** Pictures that every part of the house can read. */
export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/avif' | 'image/gif'

/** What is looked at: the longest start is an ISO file with its brands. */
const SNIFF_BYTES = 64

const STARTS: [PictureType, string][] = [
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
]

/** The type of a picture by its first bytes, without decoding; null for anything else. */
export function sniffPicture(bytes: Uint8Array): PictureType | null {
  const head = Buffer.from(bytes.subarray(0, SNIFF_BYTES)).toString('latin1')
  for (const [type, start] of STARTS) if (head.startsWith(start)) return type
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'image/webp'
  // An ISO file names its brands in its first box; AVIF may be the major or a compatible one.
  if (head.startsWith('ftyp', 4) && /avi[fs]/.test(head.slice(8))) return 'image/avif'
  return null
}
