import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assertInside } from './inside.ts'

/** Inside the storage's root: a rename is whole only within one file system. No key starts with a dot. */
const TEMPORARY = '.tmp'
const LEFTOVER_AFTER_MS = 3_600_000

/** A new name for a file being written; makes the folder for it. */
export async function temporaryFile(root: string): Promise<string> {
  const file = join(root, TEMPORARY, randomUUID())
  await assertInside(root, file)
  await mkdir(dirname(file), { recursive: true })
  return file
}

/** Flushes a file's or folder's content to the disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Gives a finished file its name, so that it is still there after a power cut. */
export async function placeWhole(temporary: string, file: string): Promise<void> {
  const folder = dirname(file)
  const firstMade = await mkdir(folder, { recursive: true })
  await rename(temporary, file)
  await syncFile(folder)
  if (firstMade !== undefined) await syncAbove(folder, dirname(firstMade))
}

/** Removes what writers left behind that were killed in the middle. */
export async function sweepTemporary(root: string): Promise<void> {
  const folder = join(root, TEMPORARY)
  const oldest = Date.now() - LEFTOVER_AFTER_MS
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    // Another process may sweep at the same time.
    const found = await stat(file).catch(() => null)
    if (found !== null && found.mtimeMs < oldest) await rm(file, { force: true })
  }
}

/** A new folder is kept by a sync of the one that holds it. */
async function syncAbove(folder: string, last: string): Promise<void> {
  let current = folder
  while (current !== last) {
    current = dirname(current)
    await syncFile(current)
  }
}
