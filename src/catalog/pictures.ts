import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { sniffPicture } from '../media/sniff.ts'
import { errorCode } from './file.ts'
import type { LocalPicture, Refusal } from './rows.ts'

const LIMIT_BYTES = 20_000_000
const REMEMBERED = 10_000
const TYPES = new Set<string | null>(['image/jpeg', 'image/png', 'image/webp'])

/** A picture, or why it can't be used. */
export type PictureCheck = { picture: LocalPicture } | { refusal: Refusal }

/** Pictures beside a CSV. A file that many rows name is read once. */
export class LocalPictures {
  readonly #folder: string
  readonly #known = new Map<string, PictureCheck>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Reads, checks and hashes a picture by its path from the folder. */
  async check(path: string): Promise<PictureCheck> {
    const known = this.#known.get(path)
    if (known) return known
    const checked = await checkFile(this.#folder, path)
    const oldest = this.#known.keys().next()
    if (this.#known.size >= REMEMBERED && !oldest.done) this.#known.delete(oldest.value)
    this.#known.set(path, checked)
    return checked
  }
}

async function checkFile(folder: string, path: string): Promise<PictureCheck> {
  if (leaves(folder, join(folder, path))) return refused('IMAGE_OUTSIDE')
  try {
    const file = await find(folder, path)
    if (leaves(await realpath(folder), file)) return refused('IMAGE_OUTSIDE')
    return await readPicture(file)
  } catch (error) {
    const reason = errorCode(error)
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(reason)) return refused('IMAGE_MISSING')
    return { refusal: { code: 'IMAGE_UNREADABLE', params: { reason } } }
  }
}

/** A Mac writes 원 as ᄋ+ᅯ+ᆫ in file names, and as one letter in a CSV. */
async function find(folder: string, path: string): Promise<string> {
  try {
    return await realpath(join(folder, path))
  } catch (error) {
    const apart = path.normalize('NFD')
    if (apart === path) throw error
    return realpath(join(folder, apart))
  }
}

async function readPicture(file: string): Promise<PictureCheck> {
  const found = await stat(file)
  // Before reading: a pipe or a device would never end.
  if (!found.isFile()) return refused('IMAGE_NOT_A_PICTURE')
  if (found.size > LIMIT_BYTES) return tooLarge(found.size)
  const bytes = await readFile(file)
  const contentType = sniffPicture(bytes)
  if (contentType === null || !TYPES.has(contentType)) return refused('IMAGE_NOT_A_PICTURE')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { picture: { file, sha256, contentType, sizeBytes: bytes.length } }
}

function leaves(folder: string, file: string): boolean {
  const way = relative(folder, file)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}

function refused(code: 'IMAGE_OUTSIDE' | 'IMAGE_MISSING' | 'IMAGE_NOT_A_PICTURE'): PictureCheck {
  return { refusal: { code, params: {} } }
}

function tooLarge(sizeBytes: number): PictureCheck {
  return { refusal: { code: 'IMAGE_TOO_LARGE', params: { sizeBytes, limitBytes: LIMIT_BYTES } } }
}
