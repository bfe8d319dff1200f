/** What lies in the storage and the home's folder of files in the making, and whether cleanup knows it. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '../../src/db/client.ts'
import { FOLDERS } from '../../src/storage/keys.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { cleanup } from '../../src/upkeep/cleanup.ts'

/** Long enough that nothing is too young any more. */
const YEAR_MS = 365 * 24 * 3_600_000
const clock = () => new Date(Date.now() + YEAR_MS)

/**
 * A dry run of cleanup a year from now: whatever it neither names nor needs is an orphan. What is
 * needed is the videos and posters that products show, and everything of jobs that have not ended.
 */
export async function orphans(
  db: Db,
  { home, storage }: { home: string; storage: Storage },
): Promise<string[]> {
  const workFolder = join(home, 'tmp')
  const made = await readdir(workFolder).catch(() => null)
  if (made === null) return []
  const context = { db, storage, clock, actor: 'check', workFolder, framesMs: 0 }
  const found = await cleanup(context, { olderThanMs: 0, dryRun: true })
  const needed = await countNeeded(db, storage)
  const there = await countThere(storage)
  const removed = found.frames.objects + found.videos.objects
  return [
    ...(found.unknown.objects > 0 ? [`${found.unknown.objects} objects are of no job`] : []),
    ...(made.length > found.workFiles
      ? [`${made.length} files in the making, ${found.workFiles} known`]
      : []),
    ...(there > needed + removed
      ? [`${there} objects are there, ${needed} needed, cleanup would remove ${removed}`]
      : []),
  ]
}

async function countThere(storage: Storage): Promise<number> {
  let objects = 0
  for (const folder of FOLDERS.filter((name) => name === 'videos' || name === 'frames'))
    for await (const page of storage.list(folder)) objects += page.length
  return objects
}

/** Of products' videos both files; of a job that may go on, or be run again, all that there can be. */
async function countNeeded(db: Db, storage: Storage): Promise<number> {
  const shown = await db.product.count({ where: { videoKey: { not: null } } })
  const open = await db.videoGenerationJob.findMany({
    where: { status: { not: 'COMPLETED' } },
    select: { id: true },
  })
  let needed = 2 * shown
  for (const folder of ['videos', 'frames'])
    for await (const page of storage.list(folder))
      needed += page.filter(({ key }) => open.some(({ id }) => key.includes(id))).length
  return needed
}
