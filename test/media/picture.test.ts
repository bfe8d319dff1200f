import sharp from 'sharp'
import { expect, test } from 'vitest'
import { checkPicture } from '../../src/media/picture.ts'
import { sniffPicture } from '../../src/media/sniff.ts'

const create = { width: 40, height: 30, channels: 3, background: '#a52' } as const

test.each([
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['gif', 'image/gif'],
] as const)('knows a %s', async (format, contentType) => {
  const bytes = await sharp({ create }).toFormat(format).toBuffer()
  expect(sniffPicture(bytes)).toBe(contentType)
  expect(await checkPicture(bytes)).toEqual({ contentType, width: 40, height: 30 })
})

test('tells the size as it is seen when the camera was turned', async () => {
  const bytes = await sharp({ create }).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect(await checkPicture(bytes)).toMatchObject({ width: 30, height: 40 })
})

test.each<[string, string, () => Buffer | Promise<Buffer>]>([
  ['nothing', 'empty', () => Buffer.alloc(0)],
  ['a page', 'unknown-type', () => Buffer.from('<html>no such picture</html>')],
  ['a drawing', 'unknown-type', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['a tiff', 'unknown-type', () => sharp({ create }).tiff().toBuffer()],
  ['zeros', 'unknown-type', () => Buffer.alloc(1000)],
  ['the first bytes of a png only', 'unreadable', () => Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
  ['more than 50 MB', 'too-many-bytes', () => Buffer.alloc(50 * 1024 * 1024 + 1)],
  ['more than 100 megapixels', 'too-many-pixels', () => hugePng()],
])('refuses %s: %s', async (_, reason, make) => {
  await expect(checkPicture(await make())).rejects.toMatchObject({
    code: 'MEDIA_NOT_A_PICTURE',
    params: { reason },
  })
})

/** A small file that would unpack to 900 million pixels. */
async function hugePng(): Promise<Buffer> {
  const bytes = await sharp({ create }).png().toBuffer()
  bytes.writeUInt32BE(30_000, 16)
  bytes.writeUInt32BE(30_000, 20)
  const { crc32 } = await import('node:zlib')
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
  return bytes
}
