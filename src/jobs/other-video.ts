/** Which other video a product could show. */
import type { Prisma } from '../generated/sqlite/client.ts'
import type { JobsContext } from './context.ts'
import type { StoredVideo } from './published.ts'

type JobWhere = Prisma.VideoGenerationJobWhereInput

/** Of so many earlier videos the newest is taken whose file is still there. */
const LOOKED_AT = 20

/**
 * The newest video that was shown before the one that is shown, was not itself taken from the product
 * and is still in the storage; `but` are jobs that are not meant. Null where there is none.
 */
export async function earlierVideo(
  context: JobsContext,
  product: { id: string; videoJobId: string },
  but: JobWhere | null,
): Promise<StoredVideo | null> {
  const { id: productId, videoJobId } = product
  if (but && Object.keys(but).length === 0) return null
  const shown = await finishedAt(context, videoJobId)
  return firstStored(context, {
    where: {
      productId,
      status: 'COMPLETED',
      unpublishedAt: null,
      id: { not: videoJobId },
      ...(shown && { finishedAt: { lte: shown } }),
      ...(but && { NOT: but }),
    },
    orderBy: [{ finishedAt: 'desc' }, { id: 'desc' }],
  })
}

/**
 * The video that was last taken from the product and is still in the storage, unless the product shows
 * a newer one that came since; null where there is none.
 */
export async function lastUnpublished(
  context: JobsContext,
  product: { id: string; videoJobId: string | null },
): Promise<StoredVideo | null> {
  const { id: productId, videoJobId } = product
  const since = videoJobId === null ? null : await finishedAt(context, videoJobId)
  return firstStored(context, {
    where: {
      productId,
      status: 'COMPLETED',
      unpublishedAt: since ? { gt: since } : { not: null },
    },
    orderBy: [{ unpublishedAt: 'desc' }, { finishedAt: 'desc' }],
  })
}

async function finishedAt({ db }: JobsContext, id: string): Promise<Date | null> {
  const job = await db.videoGenerationJob.findUnique({
    where: { id },
    select: { finishedAt: true },
  })
  return job?.finishedAt ?? null
}

async function firstStored(
  { db, storage }: JobsContext,
  query: Pick<Prisma.VideoGenerationJobFindManyArgs, 'where' | 'orderBy'>,
): Promise<StoredVideo | null> {
  const jobs = await db.videoGenerationJob.findMany({
    ...query,
    take: LOOKED_AT,
    select: {
      id: true,
      productId: true,
      steps: { where: { step: 'UPLOAD', removedAt: null }, select: { artefactKey: true } },
    },
  })
  for (const { id: jobId, productId, steps } of jobs) {
    const key = steps[0]?.artefactKey
    if (key !== undefined && (await storage.head(key))) return { productId, jobId, key }
  }
  return null
}
