import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { ListedObject } from './storage.ts'

/** As S3 does. */
const PAGE = 1_000

/** The files below a folder of the storage, by pages; links and what starts with a dot are not ours. */
export async function* listFiles(root: string, folder: string): AsyncGenerator<ListedObject[]> {
  let page: ListedObject[] = []
  for await (const file of filesBelow(join(root, folder))) {
    // Another process may remove it at the same time.
    const found = await lstat(file).catch(() => null)
    if (!found?.isFile()) continue
    const key = relative(root, file).split(sep).join('/')
    page.push({ key, sizeBytes: found.size, modifiedAt: found.mtime })
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(gone)
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

function gone(error: NodeJS.ErrnoException): Dirent[] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
  throw error
}
