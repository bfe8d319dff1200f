/**
 * A small file beside an SQLite database that says that there is one. SQLite makes an empty database
 * of whatever is missing or empty: nothing would be bought, and the day's limit be whole again.
 */
import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { VidgenError } from '../errors.ts'

const markerOf = (file: string): string => `${file}.id`

/** Throws DATABASE_GONE for a database file that was there and is missing, or empty. */
export function assertNotGone(file: string): void {
  const marker = markerOf(file)
  if (sizeOf(file) > 0 || sizeOf(marker) === 0) return
  throw new VidgenError('DATABASE_GONE', { file, marker })
}

/** Remembers that the database of this file is in use. */
export async function rememberFile(file: string, installationId: string): Promise<void> {
  if (sizeOf(markerOf(file)) > 0) return
  await writeFile(markerOf(file), `${installationId}\n`)
}

/** Which file it is that is open: another one in its place has another. */
export function identityOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true })
  return found ? `${found.dev}:${found.ino}` : null
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
