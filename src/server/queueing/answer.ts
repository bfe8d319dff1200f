import type { EnqueueResult } from '../../results.ts'
import type { QueueCall } from './order.ts'

const JOBS_TOLD = 1_000

/** An answer as it is kept. */
export interface KeptAnswer {
  status: number
  body: unknown
}

/** What was queued, with its first jobs. */
export async function answerOf(call: QueueCall, result: EnqueueResult): Promise<KeptAnswer> {
  const { rejectsFile: _, ...told } = result
  const { batchId } = result
  const found =
    batchId === null
      ? []
      : await call.house.db.videoGenerationJob.findMany({
          where: { batchId },
          orderBy: { id: 'asc' },
          take: JOBS_TOLD,
          select: { id: true, productId: true, status: true },
        })
  const jobsUrl = batchId === null ? null : `/api/admin/video-generation?batch=${batchId}`
  return { status: batchId === null ? 200 : 202, body: { ...told, jobs: found, jobsUrl } }
}
