import type { Prisma } from '../generated/sqlite/client.ts'
import { type Selection, selectionParts, selectionWhere } from '../jobs/selection.ts'
import type { ExportRow } from '../results.ts'
import { describeError } from '../text/describe.ts'
import type { ReportContext } from './context.ts'

/** With a part of a selection's products, below the 999 values that a statement takes. */
const PAGE = 500

/**
 * One row a product, in the order of product ids: its newest job, of those that the selection's
 * jobs, batch, products and `since` leave; status and error then ask what became of that one, so
 * that a product that has a video by now is not exported as failed. Without a selection products
 * that never had a job are rows too. Throws JOB_NOT_FOUND, JOB_AMBIGUOUS, BATCH_NOT_FOUND,
 * BATCH_AMBIGUOUS.
 */
export async function* exportRows(
  context: ReportContext,
  selection: Selection,
  options: { changedSince?: Date },
): AsyncGenerator<ExportRow> {
  let left = selection.limit ?? Infinity
  for (const part of selectionParts(selection)) {
    const query = await exportQuery(context, part, options)
    for await (const row of queryRows(context, query)) {
      if (left-- <= 0) return
      yield row
    }
  }
}

async function* queryRows(context: ReportContext, query: ExportQuery): AsyncGenerator<ExportRow> {
  let after: string | null = null
  for (;;) {
    const page: ProductRow[] = await readPage(context, query, after)
    yield* await pageRows(context, query, page)
    if (page.length < PAGE) return
    after = page.at(-1)!.id
  }
}

interface ExportQuery {
  scope: Prisma.VideoGenerationJobWhereInput
  /** Whether a product without a job is a row. */
  everyProduct: boolean
  selection: Selection
  changedSince: Date | undefined
}

interface ProductRow {
  id: string
  videoUrl: string | null
  posterUrl: string | null
  updatedAt: Date
}

async function exportQuery(
  { db }: ReportContext,
  selection: Selection,
  { changedSince }: { changedSince?: Date },
): Promise<ExportQuery> {
  const scope = await selectionWhere(db, { ...selection, statuses: [], error: null })
  const { jobs, batch, since, statuses, error } = selection
  const everyProduct =
    jobs.length + statuses.length === 0 && batch === null && since === null && error === null
  return { scope, everyProduct, selection, changedSince }
}

function readPage(
  { db }: ReportContext,
  query: ExportQuery,
  after: string | null,
): Promise<ProductRow[]> {
  const { everyProduct, selection, scope, changedSince } = query
  const { products } = selection
  return db.product.findMany({
    where: {
      AND: [
        after === null ? {} : { id: { gt: after } },
        products.length > 0 ? { id: { in: products } } : {},
        everyProduct ? {} : { jobs: { some: scope } },
        changedSince ? changedAt(changedSince) : {},
      ],
    },
    orderBy: { id: 'asc' },
    take: PAGE,
    select: { id: true, videoUrl: true, posterUrl: true, updatedAt: true },
  })
}

function changedAt(since: Date): Prisma.ProductWhereInput {
  const updatedAt = { gte: since }
  return { OR: [{ updatedAt }, { jobs: { some: { updatedAt } } }] }
}

async function pageRows(
  { db }: ReportContext,
  { scope, everyProduct, selection, changedSince }: ExportQuery,
  page: ProductRow[],
): Promise<ExportRow[]> {
  const ids = page.map(({ id }) => id)
  const newest = await db.videoGenerationJob.groupBy({
    by: ['productId'],
    where: { AND: [scope, { productId: { in: ids } }] },
    _max: { id: true },
  })
  const jobs = await db.videoGenerationJob.findMany({
    where: { id: { in: newest.flatMap(({ _max }) => _max.id ?? []) } },
    select: jobSelect,
  })
  const byProduct = new Map(jobs.map((job) => [job.productId, job]))
  return page.flatMap((product) => {
    const job = byProduct.get(product.id)
    if (!job) return everyProduct ? exportRow(product, null, changedSince) : []
    return matches(job, selection) ? exportRow(product, job, changedSince) : []
  })
}

const jobSelect = {
  id: true,
  productId: true,
  status: true,
  costMicros: true,
  errorCode: true,
  errorParams: true,
  updatedAt: true,
} satisfies Prisma.VideoGenerationJobSelect

type JobRow = Prisma.VideoGenerationJobGetPayload<{ select: typeof jobSelect }>

function matches(job: JobRow, { statuses, error }: Selection): boolean {
  if (statuses.length > 0 && !statuses.includes(job.status)) return false
  return error === null || job.errorCode === error
}

function exportRow(
  product: ProductRow,
  job: JobRow | null,
  changedSince: Date | undefined,
): ExportRow[] {
  const updatedAt = job && job.updatedAt > product.updatedAt ? job.updatedAt : product.updatedAt
  if (changedSince && updatedAt < changedSince) return []
  const row = {
    productId: product.id,
    jobId: job?.id ?? null,
    status: job?.status ?? null,
    videoUrl: product.videoUrl,
    posterUrl: product.posterUrl,
    costMicros: Number(job?.costMicros ?? 0),
    errorCode: job?.errorCode ?? null,
    error: job?.errorCode ? describeError(job.errorCode, job.errorParams).message : null,
    updatedAt: updatedAt.toISOString(),
  }
  return [row]
}
