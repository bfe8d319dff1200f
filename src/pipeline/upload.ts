import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fastStart } from '../media/fast-start.ts'
import { hashFile } from '../media/hash.ts'
import { posterKey, videoKey } from '../storage/keys.ts'
import { ensureWorkFolder, openRawFile } from './raw-file.ts'
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
  const to = join(run.workFolder, `${run.job.id}-${run.job.fence}.mp4`)
  await ensureWorkFolder(run)
  try {
    const { sizeBytes } = await fastStart(await openRawFile(run, raw), to)
    const artefact = {
      key: videoKey(run.job.productId, run.job.id),
      sha256: await hashFile(to),
      contentType: 'video/mp4',
      sizeBytes,
    }
    await storeBoth(run, { artefact, file: to, startFrame })
    return { artefact, recipeHash: raw.sha256 }
  } finally {
    await rm(to, { force: true })
  }
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
