import type { Tx } from '../db/client.ts'
import { awaitVideoApproval } from '../jobs/approval-transitions.ts'
import { showVideo } from '../jobs/published.ts'
import { complete } from '../jobs/transitions.ts'
import { actorOf, type Run, RunStopped } from './run.ts'
import { finishStep } from './steps.ts'
import type { Uploaded } from './upload.ts'

/**
 * Writes the video's address to the product and ends the job, together or not at all. A video that
 * needs an approval first waits for it instead: then the product is as it was.
 */
export async function publish(
  tx: Tx,
  run: Run,
  uploaded: Uploaded,
): Promise<'published' | 'awaiting'> {
  if (run.cancelRequested()) throw new RunStopped({ kind: 'cancelled' })
  const { artefact: video, recipeHash } = uploaded
  const videoUrl = run.storage.url(video.key)
  const by = actorOf(run)
  await finishStep(tx, run, { step: 'UPLOAD', artefact: video, recipeHash })
  if (run.job.reviewVideo) {
    const until = new Date(by.at.getTime() + run.approval.expiresMs)
    await awaitVideoApproval(tx, run.job, { videoUrl, until, by })
    return 'awaiting'
  }
  await complete(tx, run.job, videoUrl, by)
  const { productId, id: jobId } = run.job
  await showVideo(tx, run.storage, { productId, jobId, key: video.key })
  return 'published'
}
