import { frame } from './frame.ts'
import { publish } from './publish.ts'
import { productPicture } from './picture.ts'
import { removeRawFile } from './raw-file.ts'
import { inTransaction, type Run } from './run.ts'
import { upload } from './upload.ts'
import { video } from './video.ts'

/**
 * Makes the video of one job, going on from whatever was bought or done before; says whether its
 * product shows it now. Throws RunStopped, ServiceFailure, LeaseLost, VidgenError, or the abort reason
 * of the run's signal.
 */
export async function runPipeline(run: Run): Promise<'published' | 'awaiting'> {
  try {
    const picture = await productPicture(run)
    const startFrame = await frame(run, 'START_FRAME', [picture])
    const endFrame = await frame(run, 'END_FRAME', [picture, startFrame])
    const raw = await video(run, startFrame, endFrame)
    const uploaded = await upload(run, raw, startFrame)
    return await inTransaction(run, (tx) => publish(tx, run, uploaded))
  } finally {
    await removeRawFile(run)
  }
}
