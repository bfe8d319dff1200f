import { sha256 } from '../media/hash.ts'
import { checkPicture } from '../media/picture.ts'
import { download } from '../net/download.ts'
import { pictureKey } from '../storage/keys.ts'
import { type Artefact, inTransaction, type Run } from './run.ts'
import { assertHeld } from './steps.ts'

const STORED = 'storage:'
const MAX_PICTURE_BYTES = 20 * 1024 * 1024

/**
 * The product's picture. One on the web is taken into the storage at the first run, so that every
 * later call of the job is made from the same bytes.
 */
export async function productPicture(run: Run): Promise<Artefact> {
  const { imageUrl } = run.input
  if (imageUrl.startsWith(STORED)) return storedPicture(imageUrl.slice(STORED.length))
  const { addresses, signal } = run
  const limits = { maxBytes: MAX_PICTURE_BYTES, accept: 'image/*' }
  const { bytes } = await download(imageUrl, { ...limits, addresses, signal })
  const { contentType } = await checkPicture(bytes)
  const hash = sha256(bytes)
  const key = pictureKey(hash, contentType)
  await run.storage.put(key, bytes, { contentType })
  run.input = { ...run.input, imageUrl: `${STORED}${key}` }
  await inTransaction(run, async (tx) => {
    await assertHeld(tx, run)
    await tx.videoGenerationJob.updateMany({
      where: { id: run.job.id },
      data: { input: { ...run.input } },
    })
  })
  return { key, sha256: hash, contentType, sizeBytes: bytes.length }
}

/** Pictures are stored under their hash: `pictures/<sha256>.<extension>`. */
function storedPicture(key: string): Artefact {
  const [, hash = '', extension = ''] = /\/([0-9a-f]{64})\.(\w+)$/.exec(key) ?? []
  const contentType = `image/${extension === 'jpg' ? 'jpeg' : extension}`
  return { key, sha256: hash, contentType, sizeBytes: 0 }
}
