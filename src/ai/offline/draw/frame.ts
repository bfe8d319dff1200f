import type { ImageRequest } from '../../service.ts'
import { FRAME_SIZES } from '../size.ts'
import { cutOut } from './cutout.ts'
import type { Cutout } from './cutout.ts'
import { figureSvg } from './figure.ts'
import { lookMark, lookOf, readLookMark } from './look.ts'
import type { Look } from './look.ts'
import { placementOf } from './placement.ts'
import type { Placement } from './placement.ts'
import { BUILDS, poseOf } from './pose.ts'

const SCENE = { width: 480, height: 854 }
const JPEG = { quality: 86, mozjpeg: true }

/**
 * Draws a frame: a model in a studio with the product on. The start frame shows the whole figure;
 * the end frame another pose, closer, with the person and the studio of the start frame.
 * JPEG bytes, the same for the same request.
 */
export async function drawFrame(request: ImageRequest): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const product = request.pictures[0]
  if (!product) throw new Error('a frame needs the product picture')
  const seed = await lookSeed(request)
  const { width, height } = FRAME_SIZES[request.resolution]
  const svg = sceneSvg(request, await cutOut(product.bytes), lookOf(seed))
  return sharp(Buffer.from(svg), { density: (72 * width) / SCENE.width })
    .resize(width, height, { fit: 'fill' })
    .flatten()
    .withExif({ IFD0: { ImageDescription: lookMark(seed) } })
    .jpeg(JPEG)
    .toBuffer()
}

/** The end frame takes its look from the start frame; without one of ours, from its own seed. */
async function lookSeed({ frame, pictures, seed }: ImageRequest): Promise<number> {
  const start = frame === 'end' ? pictures[1] : undefined
  if (!start) return seed
  const { default: sharp } = await import('sharp')
  const { exif } = await sharp(start.bytes, { failOn: 'none' }).metadata()
  return readLookMark(exif) ?? seed
}

function sceneSvg(request: ImageRequest, cutout: Cutout, look: Look): string {
  const { frame, modelType, prompt } = request
  const build = BUILDS[modelType]
  const pose = poseOf(frame, build)
  const placement = placementOf(prompt, pose)
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${SCENE.width}" height="${SCENE.height}" viewBox="0 0 ${SCENE.width} ${SCENE.height}">
${definitions(look)}
<g transform="${cameraTransform(frame, placement)}">
<rect x="-480" y="-854" width="1440" height="1560" fill="url(#wall)"/>
<rect x="-480" y="705" width="1440" height="900" fill="url(#ground)"/>
<circle cx="240" cy="330" r="300" fill="url(#light)"/>
${figureSvg({ modelType, build, pose, look })}
${productSvg(cutout, placement)}
</g>
${labelSvg(`${modelType} model · ${frame} frame · rehearsal`)}
</svg>`
}

function definitions({ wall, floor }: Look): string {
  return `<defs>
<linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset=".5" stop-color="${wall[0]}"/><stop offset="1" stop-color="${wall[1]}"/></linearGradient>
<linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${floor}"/><stop offset=".16" stop-color="${wall[0]}"/></linearGradient>
<radialGradient id="light"><stop offset="0" stop-color="#fff" stop-opacity=".65"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
<linearGradient id="side"><stop offset="0" stop-color="#000" stop-opacity=".10"/><stop offset=".4" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".14"/></linearGradient>
<filter id="drop" x="-20%" y="-20%" width="140%" height="150%"><feGaussianBlur stdDeviation="5"/></filter>
</defs>`
}

/** The end frame's camera moves its look-at point into the middle and goes closer. */
function cameraTransform(frame: 'start' | 'end', { camera }: Placement): string {
  if (frame === 'start') return 'translate(0 0)'
  const { x, y, zoom } = camera
  return `translate(${SCENE.width / 2} ${SCENE.height / 2}) scale(${zoom}) translate(${-x} ${-y})`
}

function productSvg(cutout: Cutout, { x, y, hangs, size }: Placement): string {
  const scale = size / Math.max(cutout.width, cutout.height)
  const width = cutout.width * scale
  const height = cutout.height * scale
  const top = hangs ? y : y - height / 2
  const box = `x="${x - width / 2}" y="${top}" width="${width}" height="${height}"`
  const image = `<image ${box} xlink:href="data:image/png;base64,${cutout.png.toString('base64')}"/>`
  if (cutout.free) return image
  const shadow = `<rect ${box} rx="8" fill="#000" opacity=".3" filter="url(#drop)"/>`
  const edge = `<rect ${box} rx="4" fill="none" stroke="#fff" stroke-width="6"/>`
  return `${shadow}${image}${edge}`
}

function labelSvg(text: string): string {
  return `<rect x="112" y="818" width="256" height="24" rx="12" fill="#fff" opacity=".72"/>
<text x="240" y="834.5" text-anchor="middle" font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="12" letter-spacing=".3" fill="#333">${text}</text>`
}
