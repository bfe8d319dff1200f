import type { Sharp } from 'sharp'

/** The product as it is put into the scene. */
export interface Cutout {
  png: Buffer
  width: number
  height: number
  /** False when the background could not be told from the product: the whole picture, as a card. */
  free: boolean
}

const SIZE = 440
/** How far, summed over three channels, a background may wander from its corner. */
const TOLERANCE = 30

/** Frees the product from a plain background, from the border inwards. */
export async function cutOut(picture: Uint8Array): Promise<Cutout> {
  const { default: sharp } = await import('sharp')
  const scaled = sharp(picture, { failOn: 'none', animated: false })
    .autoOrient()
    .resize(SIZE, SIZE, { fit: 'inside' })
  const { data, info } = await scaled
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const cleared = clearBackground(data, width, height)
  const free = cleared > 0.12 && cleared < 0.97
  const raw = { width, height, channels: 4 as const }
  if (!free) return finish(scaled.clone(), false)
  const soft = await sharp(data, { raw }).extractChannel(3).blur(0.8).raw().toBuffer()
  for (let i = 0; i < soft.length; i++) data[i * 4 + 3] = Math.min(data[i * 4 + 3]!, soft[i]!)
  // The alpha says what to trim, whatever colour the background had.
  return finish(sharp(data, { raw }).trim({ background: '#00000000', threshold: 12 }), true)
}

async function finish(picture: Sharp, free: boolean): Promise<Cutout> {
  const { data, info } = await picture
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  return { png: data, width: info.width, height: info.height, free }
}

/** Makes transparent what is reached from the border over pixels like the corner; returns its share. */
function clearBackground(rgba: Buffer, width: number, height: number): number {
  const open = border(width, height)
  const seen = new Uint8Array(width * height)
  const background = rgba.subarray(0, 4)
  const [r, g, b, a] = [...background] as [number, number, number, number]
  let cleared = 0
  for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
    if (seen[pixel]) continue
    seen[pixel] = 1
    const i = pixel * 4
    const far = Math.abs(rgba[i]! - r) + Math.abs(rgba[i + 1]! - g) + Math.abs(rgba[i + 2]! - b)
    if (far > TOLERANCE && !(a < 20 && rgba[i + 3]! < 20)) continue
    rgba[i + 3] = 0
    cleared++
    const x = pixel % width
    if (x > 0) open.push(pixel - 1)
    if (x < width - 1) open.push(pixel + 1)
    if (pixel >= width) open.push(pixel - width)
    if (pixel < width * (height - 1)) open.push(pixel + width)
  }
  return cleared / (width * height)
}

function border(width: number, height: number): number[] {
  const pixels: number[] = []
  for (let x = 0; x < width; x++) pixels.push(x, (height - 1) * width + x)
  for (let y = 0; y < height; y++) pixels.push(y * width, y * width + width - 1)
  return pixels
}
