/** What the index (moov) of an mp4 file says. */
export interface Mp4Index {
  durationS: number
  /** Of the video track; 0 without one. */
  width: number
  height: number
  /** Bytes of all samples of all tracks: what the media boxes must hold at least. */
  sampleBytes: number
}

interface Track {
  isVideo: boolean
  width: number
  height: number
}

/** Boxes whose content is boxes. */
const CONTAINERS = new Set(['trak', 'mdia', 'minf', 'stbl', 'mvex'])

/** Reads the content of a moov box. Throws RangeError where a field lies outside its box. */
export function readIndex(moov: Buffer): Mp4Index {
  const index: Mp4Index = { durationS: 0, width: 0, height: 0, sampleBytes: 0 }
  let track: Track = { isVideo: false, width: 0, height: 0 }
  visit(moov, (type, box) => {
    if (type === 'mvhd') index.durationS = readDuration(box)
    else if (type === 'trak') track = { isVideo: false, width: 0, height: 0 }
    else if (type === 'tkhd') readSize(box, track)
    else if (type === 'hdlr') track.isVideo = box.toString('latin1', 8, 12) === 'vide'
    else if (type === 'stsz') index.sampleBytes += readSampleBytes(box)
    // Track size and handler stand in either order: both are known by the sample table.
    if (track.isVideo && index.width === 0) {
      index.width = track.width
      index.height = track.height
    }
  })
  return index
}

/** Calls back with each box in the content, depth first, a container before its boxes. */
function visit(content: Buffer, seen: (type: string, content: Buffer) => void): void {
  for (let at = 0; at + 8 <= content.length;) {
    const sizeBytes = content.readUInt32BE(at)
    if (sizeBytes < 8 || at + sizeBytes > content.length) throw new RangeError('box')
    const type = content.toString('latin1', at + 4, at + 8)
    const inner = content.subarray(at + 8, at + sizeBytes)
    seen(type, inner)
    if (CONTAINERS.has(type)) visit(inner, seen)
    at += sizeBytes
  }
}

function readDuration(mvhd: Buffer): number {
  const isLong = mvhd.readUInt8(0) === 1
  const timescale = mvhd.readUInt32BE(isLong ? 20 : 12)
  const duration = isLong ? Number(mvhd.readBigUInt64BE(24)) : mvhd.readUInt32BE(16)
  return duration / timescale
}

/** Width and height end the track header, as 16.16 fixed-point numbers. */
function readSize(tkhd: Buffer, track: Track): void {
  track.width = tkhd.readUInt32BE(tkhd.length - 8) / 65_536
  track.height = tkhd.readUInt32BE(tkhd.length - 4) / 65_536
}

function readSampleBytes(stsz: Buffer): number {
  const common = stsz.readUInt32BE(4)
  const count = stsz.readUInt32BE(8)
  if (common !== 0) return common * count
  let total = 0
  for (let i = 0; i < count; i++) total += stsz.readUInt32BE(12 + i * 4)
  return total
}
