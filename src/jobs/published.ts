import type { Tx } from '../db/client.ts'
import { posterKey } from '../storage/keys.ts'
import type { Storage } from '../storage/storage.ts'

/** A job's video in the storage. */
export interface StoredVideo {
  productId: string
  jobId: string
  key: string
}

/** Writes the address of a video and its poster to the product. */
export async function showVideo(
  tx: Tx,
  storage: Pick<Storage, 'url'>,
  { productId, jobId, key }: StoredVideo,
): Promise<void> {
  await tx.product.updateMany({
    where: { id: productId },
    data: {
      videoUrl: storage.url(key),
      videoKey: key,
      videoJobId: jobId,
      posterUrl: storage.url(posterKey(productId, jobId)),
    },
  })
}

/** The product shows nothing any more. */
export async function clearVideo(tx: Tx, productId: string): Promise<void> {
  await tx.product.updateMany({
    where: { id: productId },
    data: { videoUrl: null, videoKey: null, videoJobId: null, posterUrl: null },
  })
}

/** Whether a cleanup has left a video alone: seen in the transaction that shows it, it stays. */
export async function isKept(tx: Pick<Tx, 'step'>, video: StoredVideo): Promise<boolean> {
  const { jobId: id, productId } = video
  return (await storedVideo(tx, { id, productId })) !== null
}

/** Where the finished video of a job lies; null where it never got that far, or is gone. */
export async function storedVideo(
  tx: Pick<Tx, 'step'>,
  job: { id: string; productId: string },
): Promise<StoredVideo | null> {
  const { id: jobId, productId } = job
  const step = await tx.step.findUnique({ where: { jobId_step: { jobId, step: 'UPLOAD' } } })
  return step && step.removedAt === null ? { productId, jobId, key: step.artefactKey } : null
}
