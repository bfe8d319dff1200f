/**
 * Makes the prepared picture and clip of `VIDGEN_OFFLINE_MEDIA=sample` and writes them into the
 * source: node tools/make-sample-media.ts
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { renderVideo } from '../src/ai/offline/render/video.ts'
import { fastStart } from '../src/media/fast-start.ts'

const target = join(import.meta.dirname, '../src/ai/offline/sample-media.ts')
const folder = await mkdtemp(join(tmpdir(), 'vidgen-sample-'))
try {
  const start = join(folder, 'start.jpg')
  await draw('#dfe7ea', '#46586a', start)
  const raw = join(folder, 'raw.mp4')
  const render = { startFile: start, endFile: start, durationS: 3, toFile: raw } as const
  await renderVideo({ ...render, resolution: '480p' }, new AbortController().signal)
  await fastStart(raw, join(folder, 'sample.mp4'))
  const picture = (await readFile(start)).toString('base64')
  const clip = (await readFile(join(folder, 'sample.mp4'))).toString('base64')
  await writeFile(
    target,
    `/** Written by tools/make-sample-media.ts: a JPEG of 480 by 854, and 3 s of H.264, as base64. */
export const samplePictureBase64 =
  '${picture}'
export const sampleVideoBase64 =
  '${clip}'
`,
  )
} finally {
  await rm(folder, { recursive: true })
}

/** A plain sheet with a mark: small, and still seen to be something. */
async function draw(paper: string, ink: string, file: string): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="854"><rect width="480" height="854" fill="${paper}"/><path d="M220 397 L272 427 L220 457Z" fill="${ink}"/></svg>`
  await sharp(Buffer.from(svg)).jpeg({ quality: 70, mozjpeg: true }).toFile(file)
}
