import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** No run works on one file for longer. */
const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000

/** Removes what killed processes left in the folder for files in the making. Returns how many files. */
export async function sweepWorkFolder(folder: string, now: Date): Promise<number> {
  let removed = 0
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const found = await stat(file).catch(() => null)
    if (!found || now.getTime() - found.mtimeMs < LEFT_BEHIND_MS) continue
    await rm(file, { recursive: true, force: true })
    removed++
  }
  return removed
}
