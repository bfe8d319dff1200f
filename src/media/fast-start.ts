import { copyFile, rename, rm } from 'node:fs/promises'
import { VidgenError } from '../errors.ts'
import { checkMp4 } from './mp4.ts'
import type { Mp4Info } from './mp4.ts'

/**
 * Writes the mp4 file `from` as `to` with its index in front; samples are copied as they are.
 * `to` is whole or absent. Throws VidgenError MEDIA_NOT_A_VIDEO, MEDIA_REMUX_FAILED.
 */
export async function fastStart(from: string, to: string): Promise<Mp4Info> {
  const { fastStart: already } = await checkMp4(from)
  const part = `${to}.part`
  try {
    await (already ? copyFile(from, part) : remux(from, part))
    const info = await checkMp4(part)
    await rename(part, to)
    return info
  } finally {
    await rm(part, { force: true })
  }
}

async function remux(from: string, to: string): Promise<void> {
  const bunny = await import('mediabunny')
  const input = new bunny.Input({ source: new bunny.FilePathSource(from), formats: [bunny.MP4] })
  const output = new bunny.Output({
    format: new bunny.Mp4OutputFormat({ fastStart: 'in-memory' }),
    target: new bunny.FilePathTarget(to),
  })
  try {
    const conversion = await bunny.Conversion.init({ input, output, showWarnings: false })
    const lost = conversion.discardedTracks[0]
    if (!conversion.isValid || lost) throw new Error(lost?.reason ?? 'no track')
    await conversion.execute()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new VidgenError('MEDIA_REMUX_FAILED', { reason }, { cause: error })
  } finally {
    input.dispose()
  }
}
