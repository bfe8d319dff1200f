/** Removes what nobody needs: first the database says so, then the storage lets it go. */
import pLimit from 'p-limit'
import type { Db, Tx } from '../db/client.ts'
import { insertEvent } from '../db/sql/append.ts'
import type { Actor } from '../jobs/transitions.ts'
import { jobIdOf } from '../storage/keys.ts'
import type { ListedObject, Storage } from '../storage/storage.ts'
import { type Ages, judge, type Verdict } from './needed.ts'

/** Objects judged in one transaction. */
const AT_ONCE = 200
const DELETES_AT_ONCE = 8

/** Objects and their size. */
export interface Amount {
  objects: number
  bytes: number
}

export interface Removal {
  removed: Amount
  unknown: Amount
}

export interface RemoveOptions {
  ages: Ages
  by: Actor
  dryRun: boolean
  signal?: AbortSignal | undefined
  /** Told after each page how many objects were looked at. */
  onLooked: (objects: number) => void
}

/**
 * Looks at every object of a folder (`frames`, `videos`) and removes what nobody needs. Whoever is
 * stopped in the middle leaves nothing wrong: what the database gave up is found again by its key.
 */
export async function removeUnneeded(
  { db, storage }: { db: Db; storage: Storage },
  folder: string,
  options: RemoveOptions,
): Promise<Removal> {
  const removal: Removal = { removed: none(), unknown: none() }
  for await (const page of storage.list(folder)) {
    for (let at = 0; at < page.length; at += AT_ONCE) {
      options.signal?.throwIfAborted()
      const objects = page.slice(at, at + AT_ONCE)
      const verdict = await giveUp(db, objects, options)
      if (!options.dryRun) await deleteAll(storage, verdict.unneeded)
      add(removal.removed, verdict.unneeded)
      add(removal.unknown, verdict.unknown)
      options.onLooked(objects.length)
    }
  }
  return removal
}

/** Removes check's leftovers, whoever wrote them. */
export async function removeProbes(
  storage: Storage,
  { before, dryRun }: { before: Date; dryRun: boolean },
): Promise<Amount> {
  const removed = none()
  for await (const page of storage.list('probes')) {
    const old = page.filter(({ modifiedAt }) => modifiedAt < before)
    if (!dryRun) await deleteAll(storage, old)
    add(removed, old)
  }
  return removed
}

/** Objects are judged twice: without a lock, so that most pages cost no transaction, and in one. */
async function giveUp(db: Db, objects: ListedObject[], options: RemoveOptions): Promise<Verdict> {
  const verdict = await judge(db, objects, options.ages)
  if (options.dryRun || verdict.unneeded.length === 0) return verdict
  const unneeded = await db.$transaction(async (tx) => {
    const { unneeded } = await judge(tx, verdict.unneeded, options.ages)
    await forget(tx, unneeded, options.by)
    return unneeded
  })
  return { ...verdict, unneeded }
}

/** From now on no job relies on these artefacts. */
async function forget(tx: Tx, objects: ListedObject[], by: Actor): Promise<void> {
  const keys = objects.map(({ key }) => key)
  const steps = await tx.step.updateManyAndReturn({
    where: { artefactKey: { in: keys }, removedAt: null },
    data: { removedAt: by.at },
    select: { jobId: true, step: true },
  })
  const videos = keys.filter((key) => key.endsWith('.mp4') && key.startsWith('videos/'))
  await tx.videoGenerationJob.updateMany({
    where: { id: { in: videos.map((key) => jobIdOf(key)!) }, videoUrl: { not: null } },
    data: { videoUrl: null },
  })
  const byJob = Map.groupBy(steps, ({ jobId }) => jobId)
  const jobs = await tx.videoGenerationJob.findMany({
    where: { id: { in: [...byJob.keys()] } },
    select: { id: true, status: true, attempt: true },
  })
  for (const { id: jobId, status, attempt } of jobs) {
    const details = { steps: byJob.get(jobId)!.map(({ step }) => step) }
    const change = { type: 'artefacts-removed', from: status, to: status, attempt, details }
    await insertEvent(tx, { jobId, at: by.at, actor: by.actor, ...change })
  }
}

/** Ends only when no deletion is under way any more; after one that fails none is begun. */
async function deleteAll(storage: Storage, objects: ListedObject[]): Promise<void> {
  const limit = pLimit(DELETES_AT_ONCE)
  const failures: unknown[] = []
  const remove = async ({ key }: ListedObject) => {
    if (failures.length > 0) return
    await storage.delete(key).catch((error: unknown) => failures.push(error))
  }
  await Promise.all(objects.map((object) => limit(remove, object)))
  if (failures.length > 0) throw failures[0]
}

function none(): Amount {
  return { objects: 0, bytes: 0 }
}

function add(amount: Amount, objects: ListedObject[]): void {
  amount.objects += objects.length
  amount.bytes += objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}
