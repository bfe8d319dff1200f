/** Which artefacts nobody needs any more. The database decides, by the job that a key names. */
import type { Tx } from '../db/client.ts'
import type { JobStatus } from '../generated/sqlite/enums.ts'
import { isOpenCall } from '../jobs/reservation.ts'
import { ENDED } from '../jobs/states.ts'
import { jobIdOf } from '../storage/keys.ts'
import type { ListedObject } from '../storage/storage.ts'

/** From when on things are too young to be removed. */
export interface Ages {
  /** Frames and raw videos of jobs that ended before. */
  framesBefore: Date
  /** Videos that no product points to, since before. */
  videosBefore: Date
  /** What no step names, and uploads that will never be published, of jobs that ended before. */
  leftoversBefore: Date
}

/** What is to become of the objects of one page. */
export interface Verdict {
  unneeded: ListedObject[]
  /** Of jobs that this database does not know: another's may share the storage, so they stay. */
  unknown: ListedObject[]
}

type Reader = Pick<Tx, 'videoGenerationJob' | 'step'>

/** Judges frames, raw videos, videos and posters. What is in doubt is needed. */
export async function judge(db: Reader, objects: ListedObject[], ages: Ages): Promise<Verdict> {
  const jobs = await readJobs(db, objects)
  const uses = await readUses(db, objects)
  const shown = await readShown(db, [...jobs.values()])
  const verdict: Verdict = { unneeded: [], unknown: [] }
  for (const object of objects) {
    const job = jobs.get(jobIdOf(object.key) ?? '')
    if (!job) verdict.unknown.push(object)
    else if (!isEnded(job) || job.calls.length > 0) continue
    else if (object.key.startsWith('frames/')) {
      if (isFrameUnneeded(job, uses.get(object.key) ?? [], ages)) verdict.unneeded.push(object)
    } else if (isVideoUnneeded(job, object.key, { shown, ages })) verdict.unneeded.push(object)
  }
  return verdict
}

interface End {
  status: JobStatus
  finishedAt: Date | null
}

function readJobs(db: Reader, objects: ListedObject[]) {
  const ids = [...new Set(objects.flatMap(({ key }) => jobIdOf(key) ?? []))]
  return db.videoGenerationJob
    .findMany({
      where: { id: { in: ids } },
      select: {
        id: true,
        status: true,
        finishedAt: true,
        productId: true,
        product: { select: { videoJobId: true, videoKey: true, updatedAt: true } },
        calls: { where: isOpenCall, select: { id: true } },
      },
    })
    .then((rows) => new Map(rows.map((row) => [row.id, row])))
}

type Job = Awaited<ReturnType<typeof readJobs>> extends Map<string, infer T> ? T : never

/** The ends of the jobs whose steps name each key: a later job may use an earlier one's frame. */
async function readUses(db: Reader, objects: ListedObject[]): Promise<Map<string, End[]>> {
  const steps = await db.step.findMany({
    where: { artefactKey: { in: objects.map(({ key }) => key) }, removedAt: null },
    select: { artefactKey: true, job: { select: { status: true, finishedAt: true } } },
  })
  return Map.groupBy(
    steps.map(({ artefactKey, job }) => ({ artefactKey, ...job })),
    ({ artefactKey }) => artefactKey,
  )
}

interface Shown {
  /** Since when products show the videos that they show, by job. */
  since: Map<string, Date | null>
  /** Which job stands for a product: while another does, an older one can't be run again. */
  claims: Map<string, string>
}

async function readShown(db: Reader, jobs: Job[]): Promise<Shown> {
  const videoJobs = [...new Set(jobs.flatMap(({ product }) => product.videoJobId ?? []))]
  const products = [...new Set(jobs.map(({ productId }) => productId))]
  const rows = await db.videoGenerationJob.findMany({
    where: { OR: [{ id: { in: videoJobs } }, { claimKey: { in: products } }] },
    select: { id: true, finishedAt: true, claimKey: true },
  })
  return {
    since: new Map(rows.map(({ id, finishedAt }) => [id, finishedAt])),
    claims: new Map(rows.flatMap(({ id, claimKey }) => (claimKey ? [[claimKey, id]] : []))),
  }
}

function isEnded({ status }: End): boolean {
  return ENDED.includes(status)
}

function endedBefore(job: End, before: Date): boolean {
  return isEnded(job) && job.finishedAt !== null && job.finishedAt < before
}

function isFrameUnneeded(job: Job, uses: End[], ages: Ages): boolean {
  if (uses.length === 0 && endedBefore(job, ages.leftoversBefore)) return true
  return [job, ...uses].every((user) => endedBefore(user, ages.framesBefore))
}

/**
 * A video that was replaced may be in the shop's pages until it has taken the new one. What a failed
 * job uploaded stays as long as the job can be run again: it would come to the same place.
 */
function isVideoUnneeded(
  job: Job,
  key: string,
  { shown, ages }: { shown: Shown; ages: Ages },
): boolean {
  const { videoJobId, videoKey, updatedAt } = job.product
  if (videoJobId === job.id || videoKey === key) return false
  if (job.status !== 'COMPLETED') {
    const claim = shown.claims.get(job.productId) ?? job.id
    return claim !== job.id && endedBefore(job, ages.leftoversBefore)
  }
  const replacedAt = shown.since.get(videoJobId ?? '') ?? updatedAt
  return endedBefore(job, ages.videosBefore) && replacedAt < ages.videosBefore
}
