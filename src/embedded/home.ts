import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { VidgenError } from '../errors.ts'

const FOLDER = '.vidgen'

/** Where the home is, and how it was found. */
export interface HomeLocation {
  path: string
  exists: boolean
  from: 'VIDGEN_HOME' | 'found' | 'default'
}

export interface LocateHomeOptions {
  /** The value of VIDGEN_HOME, if it is set. */
  configured: string | undefined
  cwd: string
}

/**
 * VIDGEN_HOME, else the nearest `.vidgen` upwards as git looks for `.git`, else `.vidgen` in the
 * current folder, which does not exist then. Throws HOME_NOT_A_FOLDER and HOME_DENIED, and HOME_FOREIGN
 * for a found one of another user.
 */
export function locateHome({ configured, cwd }: LocateHomeOptions): HomeLocation {
  if (configured) {
    const path = resolve(cwd, configured)
    return { path, exists: isHome(path), from: 'VIDGEN_HOME' }
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, FOLDER)
    if (isHome(path)) return { path: ownHome(path), exists: true, from: 'found' }
    if (folder === dirname(folder)) break
  }
  return { path: resolve(cwd, FOLDER), exists: false, from: 'default' }
}

/** A home that lies there may be a trap: its settings name where pictures go and what may be spent. */
function ownHome(path: string): string {
  const uid = process.getuid?.()
  if (uid !== undefined && statSync(path).uid !== uid)
    throw new VidgenError('HOME_FOREIGN', { path })
  return path
}

/**
 * Makes the home, readable by its owner only, or makes sure that an existing one can be written.
 * Throws HOME_… when it can't be used.
 */
export function createHome(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw homeError(path, cause)
    if (!isHome(path)) throw new VidgenError('HOME_NOT_A_FOLDER', { path }, { cause })
  }
  assertWritable(path)
}

function isHome(path: string): boolean {
  try {
    if (statSync(path).isDirectory()) return true
  } catch (cause) {
    const code = codeOf(cause)
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    throw homeError(path, cause)
  }
  throw new VidgenError('HOME_NOT_A_FOLDER', { path })
}

/**
 * Writes a few real bytes into a folder of the home: permissions alone don't tell a full or read-only
 * disk. Throws HOME_….
 */
export function assertWritable(path: string): void {
  const file = join(path, `.probe-${process.pid}`)
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    writeFileSync(file, Buffer.alloc(4096), { flush: true })
  } catch (cause) {
    throw homeError(path, cause)
  } finally {
    rmSync(file, { force: true })
  }
}

/** The failure of a file operation in the home as an error that a person can act on. */
export function homeError(path: string, cause: unknown): VidgenError {
  const options = { cause }
  switch (codeOf(cause)) {
    case 'ENOENT':
      return new VidgenError('HOME_PARENT_MISSING', { path, parent: dirname(path) }, options)
    case 'ENOTDIR':
      return new VidgenError('HOME_NOT_A_FOLDER', { path: dirname(path) }, options)
    case 'EACCES':
    case 'EPERM':
      return new VidgenError('HOME_DENIED', { path }, options)
    case 'EROFS':
      return new VidgenError('HOME_READ_ONLY', { path }, options)
    case 'ENOSPC':
    case 'EDQUOT':
      return new VidgenError('HOME_FULL', { path }, options)
    default:
      return new VidgenError('HOME_UNUSABLE', { path, reason: reasonOf(cause) }, options)
  }
}

function codeOf(cause: unknown): string {
  return (cause instanceof Error && (cause as NodeJS.ErrnoException).code) || ''
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
