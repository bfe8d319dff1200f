import type { Db } from '../db/client.ts'
import type { Held } from '../jobs/transitions.ts'

const EVERY_MS = 2_000

/**
 * Writes a running job's progress for `status`, when it changed, at most every two seconds.
 * Nothing depends on it, so a failure to write is left to the next time. Returns how to stop.
 */
export function writeProgress(context: { db: Db }, job: Held, progress: () => number): () => void {
  let written = 0
  let writing = false
  const timer = setInterval(() => {
    const now = progress()
    if (now <= written || writing) return
    writing = true
    context.db.videoGenerationJob
      .updateMany({
        where: { id: job.id, fence: job.fence, leaseOwner: { not: null }, progress: { lt: now } },
        data: { progress: now },
      })
      .then(() => (written = now))
      .catch(() => {})
      .finally(() => (writing = false))
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
