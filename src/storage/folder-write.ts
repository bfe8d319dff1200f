import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assertInside } from './inside.ts'

/** Inside the storage's root: a rename is whole only within one file system. No key starts with a dot. */
const TEMPORARY = '.tmp'

/** A file being written under a new name; its folder is made where it is missing. */
export async function writeTemporary(
  root: string,
  fill: (file: string) => Promise<void>,
): Promise<string> {
  const file = join(root, TEMPORARY, randomUUID())
  await assertInside(root, file)
  await inFolder(file, () => fill(file))
  return file
}

/** Does something that needs the file's folder; makes that only where it is missing. Returns the first one made. */
async function inFolder(file: string, action: () => Promise<void>): Promise<string | undefined> {
  try {
    await action()
    return undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const firstMade = await mkdir(dirname(file), { recursive: true })
    await action()
    return firstMade
  }
}

/** Flushes a file's or folder's content to the disk; returns its size in bytes. */
export async function syncFile(path: string): Promise<number> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}

/** Gives a finished file its name, so that it is still there after a power cut. */
export async function placeWhole(temporary: string, file: string): Promise<void> {
  const folder = dirname(file)
  const firstMade = await inFolder(file, () => rename(temporary, file))
  await syncFile(folder)
  if (firstMade !== undefined) await syncAbove(folder, dirname(firstMade))
}

/** Removes (a dry run: counts) what writers left behind that were killed in the middle, before a time. */
export async function sweepTemporary(
  root: string,
  { before, dryRun }: { before: Date; dryRun: boolean },
): Promise<number> {
  const folder = join(root, TEMPORARY)
  let removed = 0
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name)
    // Another process may sweep at the same time.
    const found = await stat(file).catch(() => null)
    if (found === null || found.mtimeMs >= before.getTime()) continue
    if (!dryRun) await rm(file, { force: true })
    removed++
  }
  return removed
}

/** A new folder is kept by a sync of the one that holds it. */
async function syncAbove(folder: string, last: string): Promise<void> {
  let current = folder
  while (current !== last) {
    current = dirname(current)
    await syncFile(current)
  }
}
