import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VidgenError } from '../errors.ts'
import { sha256 } from '../media/hash.ts'
import type { Artefact, Run } from './run.ts'

/** The folder for files in the making is made anew where a cleaner took it. */
export async function ensureWorkFolder(run: Run): Promise<void> {
  await mkdir(run.workFolder, { recursive: true })
}

/** Where a run keeps the bought video while it works on it: its own, also beside a run that lost its lease. */
export function rawFile(run: Run): string {
  return join(run.workFolder, `${run.job.id}-${run.job.fence}-raw.mp4`)
}

/** The bought video as a file: the one that was just fetched, else out of the storage. */
export async function openRawFile(run: Run, raw: Artefact): Promise<string> {
  const file = rawFile(run)
  if (existsSync(file)) return file
  const bytes = await run.storage.get(raw.key)
  if (sha256(bytes) !== raw.sha256) {
    throw new VidgenError('STORAGE_OBJECT_DAMAGED', { key: raw.key })
  }
  await writeFile(file, bytes)
  return file
}

/** The run is over. */
export async function removeRawFile(run: Run): Promise<void> {
  await rm(rawFile(run), { force: true })
}
