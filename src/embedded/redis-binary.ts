import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VidgenError } from '../errors.ts'

/** Where bin/setup unpacks a server on a machine without root; the same from src/ and dist/. */
const UNPACKED = fileURLToPath(new URL('../../.tools/redis', import.meta.url))

export interface RedisSearch {
  /** Folders as in PATH; the process's own PATH by default. */
  searchPath?: string | undefined
  /** Where bin/setup may have unpacked one. */
  unpacked?: string
}

/** The redis-server to start: the one that bin/setup brought, else the PATH's. Throws REDIS_MISSING. */
export function findRedisServer(search: RedisSearch = {}): string {
  const searched = search.searchPath ?? process.env.PATH ?? ''
  const folders = [search.unpacked ?? UNPACKED, ...searched.split(delimiter)].filter(Boolean)
  const found = folders.map((folder) => join(folder, 'redis-server')).find(isProgram)
  if (!found) throw new VidgenError('REDIS_MISSING', undefined)
  return found
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
