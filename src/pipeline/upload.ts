import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fastStart } from '../media/fast-start.ts'
import { hashFile, sha256 } from '../media/hash.ts'
import { VidgenError } from '../errors.ts'
import { posterKey, videoKey } from '../storage/keys.ts'
import { type Artefact, inTransaction, type Run } from './run.ts'
import { begin } from './steps.ts'

/** The video as the shop will show it, in its place in the storage. */
export interface Uploaded {
  artefact: Artefact
  recipeHash: string
}

/**
 * Checks the video's bytes, moves its index to the front, stores it with the start frame as poster.
 * Done again after a crash: the same bytes come to the same place, and publishing records the step.
 */
export async function upload(run: Run, raw: Artefact, startFrame: Artefact): Promise<Uploaded> {
  await inTransaction(run, (tx) => begin(tx, run, 'UPLOAD'))
  const from = join(run.workFolder, `${run.job.id}-${run.job.fence}-raw.mp4`)
  const to = join(run.workFolder, `${run.job.id}-${run.job.fence}.mp4`)
  try {
    await fetchRaw(run, raw, from)
    const { sizeBytes } = await fastStart(from, to)
    const artefact = {
      key: videoKey(run.job.productId, run.job.id),
      sha256: await hashFile(to),
      contentType: 'video/mp4',
      sizeBytes,
    }
    await storeBoth(run, { artefact, file: to, startFrame })
    return { artefact, recipeHash: raw.sha256 }
  } finally {
    await Promise.all([rm(from, { force: true }), rm(to, { force: true })])
  }
}

async function fetchRaw(run: Run, raw: Artefact, file: string): Promise<void> {
  const bytes = await run.storage.get(raw.key)
  if (sha256(bytes) !== raw.sha256)
    throw new VidgenError('STORAGE_OBJECT_DAMAGED', { key: raw.key })
  await writeFile(file, bytes)
}

async function storeBoth(
  run: Run,
  files: { artefact: Artefact; file: string; startFrame: Artefact },
): Promise<void> {
  const metadata = { product: run.job.productId, job: run.job.id }
  const { startFrame, artefact } = files
  const poster = await run.storage.get(startFrame.key)
  await run.storage.put(posterKey(run.job.productId, run.job.id), poster, {
    contentType: startFrame.contentType,
    metadata,
  })
  await run.storage.putFile(artefact.key, files.file, {
    contentType: artefact.contentType,
    metadata,
  })
}
