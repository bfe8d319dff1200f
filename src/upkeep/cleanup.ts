/** Retention: removes what is old and nobody needs, never what a product points to, never the books. */
import type { Db } from '../db/client.ts'
import type { CleanupResult } from '../results.ts'
import type { Storage } from '../storage/storage.ts'
import { removeEvents, removeLeads, removeNotifications } from './old-rows.ts'
import { removeProbes, removeUnneeded } from './remove.ts'
import { leftBehind, sweepStorage, sweepWorkFolder } from './sweep.ts'

export interface CleanupContext {
  db: Db
  storage: Storage
  clock: () => Date
  actor: string
  /** For files in the making. */
  workFolder: string
  /** How long the frames and raw videos of an ended job are kept at most. */
  framesMs: number
}

export interface CleanupOptions {
  /** Videos that no product points to, events and notifications are kept for so long. */
  olderThanMs: number
  dryRun: boolean
  signal?: AbortSignal
  /** Told how many objects of the storage were looked at so far. */
  onProgress?: (objects: number) => void
}

/**
 * Removes frames and raw videos of ended jobs, videos that were replaced, leftovers of killed
 * writers, and old events and notifications. May be stopped and run again at any time, also by two at
 * once. Throws STORAGE_… and the signal's reason.
 */
export async function cleanup(
  context: CleanupContext,
  options: CleanupOptions,
): Promise<CleanupResult> {
  const { db, storage, clock, actor, workFolder } = context
  const { dryRun, signal, olderThanMs } = options
  const now = clock()
  const before = new Date(now.getTime() - olderThanMs)
  const framesBefore = new Date(now.getTime() - Math.min(context.framesMs, olderThanMs))
  const ages = { framesBefore, videosBefore: before, leftoversBefore: leftBehind(now) }
  let looked = 0
  const onLooked = (objects: number) => options.onProgress?.((looked += objects))
  const order = { ages, by: { actor, at: now }, dryRun, signal, onLooked }
  const frames = await removeUnneeded(context, 'frames', order)
  const videos = await removeUnneeded(context, 'videos', order)
  const probes = await removeProbes(storage, { before: leftBehind(now), dryRun })
  const rows = { before, dryRun, signal }
  return {
    dryRun,
    before: before.toISOString(),
    framesBefore: framesBefore.toISOString(),
    frames: frames.removed,
    videos: videos.removed,
    probes,
    uploads: await sweepStorage(storage, now, dryRun),
    workFiles: await sweepWorkFolder(workFolder, now, dryRun),
    events: await removeEvents(db, rows),
    notifications: await removeNotifications(db, rows),
    leads: await removeLeads(db, { ...rows, before: leftBehind(now) }),
    bytes: frames.removed.bytes + videos.removed.bytes + probes.bytes,
    unknown: {
      objects: frames.unknown.objects + videos.unknown.objects,
      bytes: frames.unknown.bytes + videos.unknown.bytes,
    },
  }
}
