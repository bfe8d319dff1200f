import type { Db } from '../db/client.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import {
  everyJob,
  resolveSelection,
  type Selection,
  selectionParts,
  selectionWhere,
} from '../jobs/selection.ts'
import type { Sheet, SheetJob } from '../results.ts'
import type { Storage } from '../storage/storage.ts'
import type { ReportContext } from './context.ts'
import { jobInfo, jobSelect } from './job-info.ts'
import { type SheetLinks, sheetLinks } from './sheet-links.ts'

export interface SheetContext extends ReportContext {
  storage: Storage
  /** For how long links into a bucket open. */
  linkS: number
  aspectRatio: string
}

/** As many as a browser shows with ease. */
const MOST = 1_000
const PAGE = 200

const select = {
  ...jobSelect,
  steps: { select: { step: true, artefactKey: true } },
} satisfies Prisma.VideoGenerationJobSelect

type Where = Awaited<ReturnType<typeof selectionWhere>>
type JobRow = Prisma.VideoGenerationJobGetPayload<{ select: typeof select }>

/**
 * The frames and videos of the selected jobs, oldest first. Throws JOB_NOT_FOUND, JOB_AMBIGUOUS,
 * BATCH_NOT_FOUND, BATCH_AMBIGUOUS.
 */
export async function readSheet(
  context: SheetContext,
  selection: Selection,
  { folder }: { folder: string },
): Promise<Sheet> {
  const { db, kind, timezone, clock, storage, linkS: expiresS, aspectRatio } = context
  const at = clock()
  const links = await sheetLinks(storage, { folder, at, expiresS })
  const { batchId } = await resolveSelection(db, { ...everyJob, batch: selection.batch })
  const wheres: Where[] = []
  for (const part of selectionParts(selection)) wheres.push(await selectionWhere(db, part))
  const { counts, costMicros, total } = await readTotals(db, wheres)
  const shown = Math.min(total, selection.limit ?? MOST)
  return {
    kind,
    timezone,
    madeAt: at.toISOString(),
    batch: await readBatch(db, batchId),
    counts,
    costMicros,
    shown,
    more: total - shown,
    aspectRatio,
    sources: links.sources,
    linksUntil: links.until?.toISOString() ?? null,
    jobs: () => sheetJobs(db, { wheres, links, most: shown }),
  }
}

async function readBatch(db: Db, id: string | null): Promise<Sheet['batch']> {
  const batch = id === null ? null : await db.batch.findUnique({ where: { id } })
  if (!batch) return null
  const { sourceName: source, actor, createdAt } = batch
  return { id: batch.id, source, actor, createdAt: createdAt.toISOString() }
}

async function readTotals(db: Db, wheres: Where[]) {
  const counts: Sheet['counts'] = {}
  let [costMicros, total] = [0, 0]
  for (const where of wheres) {
    const groups = await db.videoGenerationJob.groupBy({
      by: ['status'],
      where,
      _count: true,
      _sum: { costMicros: true },
    })
    for (const { status, _count, _sum } of groups) {
      counts[status] = (counts[status] ?? 0) + _count
      costMicros += Number(_sum.costMicros ?? 0)
      total += _count
    }
  }
  return { counts, costMicros, total }
}

async function* sheetJobs(
  db: Db,
  { wheres, links, most }: { wheres: Where[]; links: SheetLinks; most: number },
): AsyncGenerator<SheetJob> {
  let left = most
  for (const where of wheres) {
    let after = ''
    while (left > 0) {
      const rows = await db.videoGenerationJob.findMany({
        where: { AND: [where, { id: { gt: after } }] },
        orderBy: { id: 'asc' },
        take: Math.min(PAGE, left),
        select,
      })
      if (rows.length === 0) break
      for (const row of rows) yield await sheetJob(row, links)
      left -= rows.length
      after = rows.at(-1)!.id
    }
  }
}

async function sheetJob(row: JobRow, links: SheetLinks): Promise<SheetJob> {
  const keys = new Map(row.steps.map(({ step, artefactKey }) => [step, artefactKey]))
  const linkTo = async (...steps: StepName[]) => {
    const key = steps.map((step) => keys.get(step)).find((found) => found !== undefined)
    return key === undefined ? null : await links.to(key)
  }
  return {
    ...jobInfo(row),
    startFrame: await linkTo('START_FRAME'),
    endFrame: await linkTo('END_FRAME'),
    // As it was bought, until it is stored as the shop will show it.
    video: await linkTo('UPLOAD', 'VIDEO'),
  }
}
