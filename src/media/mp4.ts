import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { VidgenError } from '../errors.ts'
import type { VideoProblem } from '../text/en/media.ts'
import { readIndex } from './mp4-index.ts'
import type { Mp4Index } from './mp4-index.ts'

/** What a checked mp4 file is. */
export interface Mp4Info {
  sizeBytes: number
  durationS: number
  width: number
  height: number
  /** Whether the index stands before the media data, so that a browser can start at once. */
  fastStart: boolean
}

/** An index larger than this belongs to hours of video, not to ours. */
const MAX_INDEX_BYTES = 64 * 1024 * 1024
const BOX_TYPE = /^[\x20-\x7e\xa9]{4}$/

/**
 * Reads the boxes of an mp4 file: headers and index only, so that size does not matter.
 * Throws VidgenError MEDIA_NOT_A_VIDEO for anything but a whole mp4 with a picture and a duration,
 * the cut-off file with its index in front included, which players and ffprobe accept.
 */
export async function checkMp4(file: string): Promise<Mp4Info> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const layout = await walk(handle, size)
    return judge(layout, size)
  } finally {
    await handle.close()
  }
}

interface Box {
  type: string
  start: number
  headerBytes: number
  sizeBytes: number
}

interface Layout {
  index: Mp4Index | null
  indexAt: number
  mediaAt: number
  mediaBytes: number
}

async function walk(handle: FileHandle, fileBytes: number): Promise<Layout> {
  if (fileBytes === 0) throw notAVideo('empty', fileBytes)
  const layout: Layout = { index: null, indexAt: -1, mediaAt: -1, mediaBytes: 0 }
  for (let at = 0; at + 8 <= fileBytes;) {
    const box = await readBox(handle, at, fileBytes)
    if (at === 0 && box.type !== 'ftyp') throw notAVideo('not-mp4', fileBytes)
    if (at + box.sizeBytes > fileBytes) throw notAVideo('truncated', fileBytes)
    if (box.type === 'moov') {
      layout.indexAt = at
      layout.index = await readMoov(handle, box, fileBytes)
    } else if (box.type === 'mdat') {
      if (layout.mediaAt < 0) layout.mediaAt = at
      layout.mediaBytes += box.sizeBytes - box.headerBytes
    }
    at += box.sizeBytes
  }
  return layout
}

async function readBox(handle: FileHandle, start: number, fileBytes: number): Promise<Box> {
  const header = Buffer.alloc(16)
  await handle.read(header, 0, 16, start)
  const type = header.toString('latin1', 4, 8)
  const short = header.readUInt32BE(0)
  const headerBytes = short === 1 ? 16 : 8
  const sizeBytes =
    short === 1 ? Number(header.readBigUInt64BE(8)) : short === 0 ? fileBytes - start : short
  if (sizeBytes < headerBytes || !BOX_TYPE.test(type)) {
    throw notAVideo(start === 0 ? 'not-mp4' : 'garbage', fileBytes)
  }
  return { type, start, headerBytes, sizeBytes }
}

async function readMoov(handle: FileHandle, box: Box, fileBytes: number): Promise<Mp4Index> {
  const bytes = box.sizeBytes - box.headerBytes
  if (bytes > MAX_INDEX_BYTES) throw notAVideo('garbage', fileBytes)
  const content = Buffer.alloc(bytes)
  await handle.read(content, 0, bytes, box.start + box.headerBytes)
  try {
    return readIndex(content)
  } catch (error) {
    // A field that lies outside its box.
    if (error instanceof RangeError) throw notAVideo('garbage', fileBytes)
    throw error
  }
}

function judge(layout: Layout, sizeBytes: number): Mp4Info {
  const { index } = layout
  if (index === null) throw notAVideo('no-index', sizeBytes)
  if (layout.mediaAt < 0) throw notAVideo('no-media', sizeBytes)
  // A media box that reaches "to the end of the file" never looks cut off by itself.
  if (index.sampleBytes > layout.mediaBytes) throw notAVideo('truncated', sizeBytes)
  if (index.width <= 0 || index.height <= 0) throw notAVideo('no-video-track', sizeBytes)
  if (!(index.durationS > 0)) throw notAVideo('no-duration', sizeBytes)
  const { durationS, width, height } = index
  return { sizeBytes, durationS, width, height, fastStart: layout.indexAt < layout.mediaAt }
}

function notAVideo(reason: VideoProblem, sizeBytes: number): VidgenError {
  return new VidgenError('MEDIA_NOT_A_VIDEO', { reason, sizeBytes })
}
