import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderVideo } from '../../src/ai/offline/render/video.ts'
import { fastStart } from '../../src/media/fast-start.ts'
import { checkMp4 } from '../../src/media/mp4.ts'

let folder: string
/** One video with its index at the end, as encoders write it, and in front. */
let slow: Buffer
let fast: Buffer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidgen-mp4-'))
  const picture = join(folder, 'picture.jpg')
  const create = { width: 90, height: 160, channels: 3, background: '#357' } as const
  await sharp({ create }).jpeg().toFile(picture)
  const files = { startFile: picture, endFile: picture, toFile: join(folder, 'slow.mp4') }
  const render = { ...files, durationS: 3, resolution: '480p' } as const
  await renderVideo(render, new AbortController().signal)
  await fastStart(join(folder, 'slow.mp4'), join(folder, 'fast.mp4'))
  slow = await readFile(join(folder, 'slow.mp4'))
  fast = await readFile(join(folder, 'fast.mp4'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

async function check(bytes: Uint8Array) {
  const file = join(folder, 'checked.mp4')
  await writeFile(file, bytes)
  return checkMp4(file)
}

test('tells size, duration, picture and where the index stands', async () => {
  const common = { durationS: 3, width: 480, height: 854 }
  expect(await check(slow)).toEqual({ ...common, sizeBytes: slow.length, fastStart: false })
  expect(await check(fast)).toEqual({ ...common, sizeBytes: fast.length, fastStart: true })
})

test.each<[string, string, () => Uint8Array | Promise<Uint8Array>]>([
  ['an empty file', 'empty', () => Buffer.alloc(0)],
  ['zeros', 'not-mp4', () => Buffer.alloc(4096)],
  ['a page', 'not-mp4', () => Buffer.from('<!doctype html><title>502 Bad Gateway</title>')],
  ['an error as JSON', 'not-mp4', () => Buffer.from('{"error":{"message":"expired"}}')],
  ['a picture', 'not-mp4', () => png()],
  ['an index in front, cut off', 'truncated', () => fast.subarray(0, fast.length - 1)],
  ['an index in front, cut in half', 'truncated', () => fast.subarray(0, fast.length / 2)],
  ['cut off in the media data', 'truncated', () => slow.subarray(0, slow.length / 2)],
  ['cut off in the index', 'truncated', () => slow.subarray(0, slow.length - 9)],
  ['cut off before the index', 'no-index', () => slow.subarray(0, boxAt(slow, 'moov'))],
  ['cut off before the media', 'no-media', () => fast.subarray(0, boxAt(fast, 'mdat'))],
  ['open-ended media data, cut off', 'truncated', () => openEnded(fast).subarray(0, -100)],
  ['zeros behind the start', 'garbage', () => Buffer.concat([fast.subarray(0, 24), zeros])],
  ['a track without a picture', 'no-video-track', () => patched(fast, 'vide', 'soun')],
  ['no duration', 'no-duration', () => withoutDuration(fast)],
  ['a damaged index', 'garbage', () => patchedSize(fast, 'stbl', 0x7f_ff_ff_ff)],
])('refuses %s: %s', async (_, reason, make) => {
  await expect(check(await make())).rejects.toMatchObject({
    code: 'MEDIA_NOT_A_VIDEO',
    params: { reason },
  })
})

test('reads open-ended media data that is whole', async () => {
  expect(await check(openEnded(fast))).toMatchObject({ durationS: 3 })
})

test('fast start keeps every sample, and copies what is in order already', async () => {
  expect(Buffer.compare(media(fast).subarray(-1000), media(slow).subarray(-1000))).toBe(0)
  await fastStart(join(folder, 'fast.mp4'), join(folder, 'again.mp4'))
  expect(Buffer.compare(await readFile(join(folder, 'again.mp4')), fast)).toBe(0)
})

test('fast start leaves nothing behind when it fails', async () => {
  await writeFile(join(folder, 'broken.mp4'), slow.subarray(0, 5000))
  const before = await readdir(folder)
  await expect(
    fastStart(join(folder, 'broken.mp4'), join(folder, 'never.mp4')),
  ).rejects.toMatchObject({ code: 'MEDIA_NOT_A_VIDEO' })
  expect(await readdir(folder)).toEqual(before)
})

const zeros = Buffer.alloc(100)

async function png(): Promise<Buffer> {
  const create = { width: 4, height: 4, channels: 3, background: '#fff' } as const
  return sharp({ create }).png().toBuffer()
}

function media(bytes: Buffer): Buffer {
  return bytes.subarray(boxAt(bytes, 'mdat') + 8, boxEnd(bytes, 'mdat'))
}

/** Where a box starts, by its name: the four bytes of its size stand before. */
function boxAt(bytes: Buffer, type: string): number {
  return bytes.indexOf(type) - 4
}

function boxEnd(bytes: Buffer, type: string): number {
  return boxAt(bytes, type) + bytes.readUInt32BE(boxAt(bytes, type))
}

function patched(bytes: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(bytes)
  copy.write(to, copy.indexOf(from), 'latin1')
  return copy
}

function patchedSize(bytes: Buffer, type: string, size: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32BE(size, boxAt(copy, type))
  return copy
}

/** The media box says "to the end of the file", which hides that something is missing. */
function openEnded(bytes: Buffer): Buffer {
  return patchedSize(bytes, 'mdat', 0)
}

function withoutDuration(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32BE(0, boxAt(copy, 'mvhd') + 8 + 16)
  return copy
}
