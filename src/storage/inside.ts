import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, relative } from 'node:path'
import { VidgenError } from '../errors.ts'

/** Where a root leads, once it is there: it is asked for with every object. */
const roots = new Map<string, string>()

/**
 * Throws STORAGE_LINK_OUTSIDE where a symbolic link below `root` leads out of it. The root itself
 * may be a link. Looks at the nearest folder that exists, before anything is made.
 */
export async function assertInside(root: string, file: string): Promise<void> {
  const realRoot = roots.get(root) ?? (await realPath(root))
  if (realRoot === null) return
  roots.set(root, realRoot)
  const path = relative(realRoot, await nearest(dirname(file)))
  if (path === '..' || path.startsWith('../') || isAbsolute(path)) {
    throw new VidgenError('STORAGE_LINK_OUTSIDE', { place: root, file })
  }
}

async function nearest(folder: string): Promise<string> {
  return (await realPath(folder)) ?? (await nearest(dirname(folder)))
}

async function realPath(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
