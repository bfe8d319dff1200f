import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fastStart } from '../media/fast-start.ts'
import { checkMp4 } from '../media/mp4.ts'
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
  await ensureWorkFolder(run)
  const from = await openRawFile(run, raw)
  // One that is fast-start as it came needs no copy.
  if ((await checkMp4(from)).fastStart) {
    return store(run, { file: from, sha256: raw.sha256, sizeBytes: raw.sizeBytes, raw, startFrame })
  }
  const file = join(run.workFolder, `${run.job.id}-${run.job.fence}.mp4`)
  try {
    const { sizeBytes } = await fastStart(from, file)
    return await store(run, { file, sha256: await hashFile(file), sizeBytes, raw, startFrame })
  } finally {
    await rm(file, { force: true })
  }
}

interface ReadyVideo {
  file: string
  sha256: string
  sizeBytes: number
  raw: Artefact
  startFrame: Artefact
}

async function store(run: Run, ready: ReadyVideo): Promise<Uploaded> {
  const { file, sha256, sizeBytes, raw, startFrame } = ready
  const key = videoKey(run.job.productId, run.job.id)
  const artefact = { key, sha256, contentType: 'video/mp4', sizeBytes }
  await storeBoth(run, { artefact, file, startFrame })
  return { artefact, recipeHash: raw.sha256 }
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
    signal: run.signal,
  })
  await run.storage.putFile(artefact.key, files.file, {
    contentType: artefact.contentType,
    metadata,
    signal: run.signal,
  })
}
