import type { Db, Tx } from '../db/client.ts'
import { VidgenError } from '../errors.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import type { JobStatus } from '../generated/sqlite/enums.ts'

type JobWhere = Prisma.VideoGenerationJobWhereInput

/**
 * Which jobs a command is about; what is given narrows (AND), values of one kind widen (OR).
 * An empty selection matches every job: commands that change something must refuse it.
 */
export interface Selection {
  /** Job ids, or unique pieces of them (at least 4 characters). */
  jobs: string[]
  /** A batch id (or a unique piece of one), or `last`. */
  batch: string | null
  products: string[]
  statuses: JobStatus[]
  /** An error code. */
  error: string | null
  /** Jobs queued at or after this instant. */
  since: Date | null
  limit: number | null
}

/** A selection of every job. */
export const everyJob: Selection = {
  jobs: [],
  batch: null,
  products: [],
  statuses: [],
  error: null,
  since: null,
  limit: null,
}

/** Whether nothing was narrowed. */
export function isEmptySelection(selection: Selection): boolean {
  const { jobs, batch, products, statuses, error, since } = selection
  return (
    jobs.length + products.length + statuses.length === 0 &&
    batch === null &&
    error === null &&
    since === null
  )
}

/** Shorter pieces of an id are more likely a slip than a meaning. */
const SHORTEST_PIECE = 4
/** A statement takes at most 999 values; the rest is left to the query around it. */
const PRODUCTS_AT_ONCE = 400
/** How many of several matching ids an error names. */
const NAMED_CANDIDATES = 3

/**
 * The same selection in parts that a query can take, whatever the number of its products. Each
 * matches other jobs; `limit` is that of the whole in each of them.
 */
export function selectionParts(selection: Selection): Selection[] {
  const products = [...new Set(selection.products)].toSorted()
  if (products.length <= PRODUCTS_AT_ONCE) return [{ ...selection, products }]
  const starts = Array.from(
    { length: Math.ceil(products.length / PRODUCTS_AT_ONCE) },
    (_, index) => index * PRODUCTS_AT_ONCE,
  )
  return starts.map((start) => {
    return { ...selection, products: products.slice(start, start + PRODUCTS_AT_ONCE) }
  })
}

/**
 * The selection as a where clause for jobs; `limit` is left to the query that uses it. More than a
 * few hundred products need {@link selectionParts} first. Throws
 * JOB_NOT_FOUND, JOB_AMBIGUOUS, BATCH_NOT_FOUND, BATCH_AMBIGUOUS.
 */
export async function selectionWhere(db: Db | Tx, selection: Selection): Promise<JobWhere> {
  const { products, statuses, error, since } = selection
  const { jobs, batchId } = await resolveSelection(db, selection)
  return {
    ...(jobs.length > 0 && { id: { in: jobs } }),
    ...(batchId !== null && { batchId }),
    ...(products.length > 0 && { productId: { in: products } }),
    ...(statuses.length > 0 && { status: { in: statuses } }),
    ...(error !== null && { errorCode: error }),
    ...(since !== null && { queuedAt: { gte: since } }),
  }
}

/** The whole ids of the jobs and the batch that a selection names. Throws as {@link selectionWhere}. */
export async function resolveSelection(
  db: Db | Tx,
  { jobs, batch }: Selection,
): Promise<{ jobs: string[]; batchId: string | null }> {
  return {
    jobs: await resolveJobs(db, jobs),
    batchId: batch === null ? null : await resolveBatch(db, batch),
  }
}

async function resolveJobs(db: Db | Tx, pieces: string[]): Promise<string[]> {
  const ids = new Set<string>()
  for (const piece of pieces) ids.add(await resolveJob(db, piece))
  return [...ids]
}

async function resolveJob(db: Db | Tx, piece: string): Promise<string> {
  const found = await idsLike(piece, (where) =>
    db.videoGenerationJob.findMany({ where, select: { id: true }, take: NAMED_CANDIDATES + 1 }),
  )
  if (found.length > 1) {
    throw new VidgenError('JOB_AMBIGUOUS', { job: piece, candidates: named(found) })
  }
  if (!found[0]) throw new VidgenError('JOB_NOT_FOUND', { job: piece })
  return found[0]
}

async function resolveBatch(db: Db | Tx, piece: string): Promise<string> {
  if (piece === 'last') {
    const last = await db.batch.findFirst({
      where: { state: { not: 'ABORTED' } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: { id: true },
    })
    if (!last) throw new VidgenError('BATCH_NOT_FOUND', { batch: piece })
    return last.id
  }
  const found = await idsLike(piece, (where) =>
    db.batch.findMany({ where, select: { id: true }, take: NAMED_CANDIDATES + 1 }),
  )
  if (found.length > 1) {
    throw new VidgenError('BATCH_AMBIGUOUS', { batch: piece, candidates: named(found) })
  }
  if (!found[0]) throw new VidgenError('BATCH_NOT_FOUND', { batch: piece })
  return found[0]
}

interface IdWhere {
  id: string | { contains: string }
}

/** A whole id wins over ids that hold it. Tables show the end of an id, of which people type the start. */
async function idsLike(
  piece: string,
  find: (where: IdWhere) => Promise<{ id: string }[]>,
): Promise<string[]> {
  const whole = await find({ id: piece })
  if (whole[0]) return [whole[0].id]
  const low = piece.toLowerCase()
  // Anything else is no piece of an id, and % and _ would match every one.
  if (low.length < SHORTEST_PIECE || !/^[0-9a-z-]+$/.test(low)) return []
  const rows = await find({ id: { contains: low } })
  return rows.map((row) => row.id)
}

function named(found: string[]): string[] {
  return found.length > NAMED_CANDIDATES ? [...found.slice(0, NAMED_CANDIDATES), '…'] : found
}
