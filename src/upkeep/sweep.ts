import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Storage } from '../storage/storage.ts'

/** No run works on one file, or writes one object, for longer. */
const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000

/**
 * Removes what killed writers left in the storage; a dry run only looks. Returns how many. Who may not look for it leaves
 * it to the bucket's own rules: no reason not to work.
 */
export async function sweepStorage(storage: Storage, now: Date, dryRun = false): Promise<number> {
  return await storage.sweep(leftBehind(now), dryRun).catch(() => 0)
}

/** What was written before and is not finished was left by somebody who is gone. */
export function leftBehind(now: Date): Date {
  return new Date(now.getTime() - LEFT_BEHIND_MS)
}

/**
 * Removes what killed processes left in the folder for files in the making; a dry run only looks.
 * Returns how many files.
 */
export async function sweepWorkFolder(folder: string, now: Date, dryRun = false): Promise<number> {
  let removed = 0
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const found = await stat(file).catch(() => null)
    if (!found || now.getTime() - found.mtimeMs < LEFT_BEHIND_MS) continue
    if (!dryRun) await rm(file, { recursive: true, force: true })
    removed++
  }
  return removed
}
