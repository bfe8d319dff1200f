import type { Tx } from '../db/client.ts'
import { complete } from '../jobs/transitions.ts'
import { posterKey } from '../storage/keys.ts'
import { actorOf, type Run, RunStopped } from './run.ts'
import { finishStep } from './steps.ts'
import type { Uploaded } from './upload.ts'

/** Writes the video's address to the product and ends the job, together or not at all. */
export async function publish(tx: Tx, run: Run, uploaded: Uploaded): Promise<{ videoUrl: string }> {
  if (run.cancelRequested()) throw new RunStopped({ kind: 'cancelled' })
  const { artefact: video, recipeHash } = uploaded
  const videoUrl = run.storage.url(video.key)
  await finishStep(tx, run, { step: 'UPLOAD', artefact: video, recipeHash })
  await complete(tx, run.job, videoUrl, actorOf(run))
  await tx.product.updateMany({
    where: { id: run.job.productId },
    data: {
      videoUrl,
      videoKey: video.key,
      videoJobId: run.job.id,
      posterUrl: run.storage.url(posterKey(run.job.productId, run.job.id)),
    },
  })
  return { videoUrl }
}
