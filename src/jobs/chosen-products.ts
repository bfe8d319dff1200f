import type { Db } from '../db/client.ts'
import { isEmptySelection, type Selection, selectionParts, selectionWhere } from './selection.ts'

/** A product that a selection is about. */
export interface ChosenProduct {
  productId: string
  /** The job by which it was chosen; null where products alone were named. */
  jobId: string | null
  /** Every job that was chosen like it; null where products alone were named. */
  chosenJobs: Awaited<ReturnType<typeof selectionWhere>> | null
}

const PAGE = 200

/**
 * The products of a selection, in pages: those that it names, also without any job, where it says
 * nothing else; else one for each job that it matches. Throws JOB_NOT_FOUND, JOB_AMBIGUOUS,
 * BATCH_NOT_FOUND, BATCH_AMBIGUOUS.
 */
export async function* chosenProducts(
  db: Db,
  selection: Selection,
): AsyncGenerator<ChosenProduct[]> {
  let left = selection.limit ?? Infinity
  for (const part of selectionParts(selection)) {
    const pages = namesProductsAlone(part) ? namedProducts(db, part) : productsOfJobs(db, part)
    for await (const page of pages) {
      yield page.slice(0, left)
      left -= page.length
      if (left <= 0) return
    }
  }
}

function namesProductsAlone(selection: Selection): boolean {
  return selection.products.length > 0 && isEmptySelection({ ...selection, products: [] })
}

async function* namedProducts(db: Db, { products }: Selection): AsyncGenerator<ChosenProduct[]> {
  const found = await db.product.findMany({
    where: { id: { in: products } },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  yield found.map(({ id: productId }) => ({ productId, jobId: null, chosenJobs: null }))
}

async function* productsOfJobs(db: Db, part: Selection): AsyncGenerator<ChosenProduct[]> {
  const where = await selectionWhere(db, part)
  let after = ''
  for (;;) {
    const jobs = await db.videoGenerationJob.findMany({
      where: { AND: [where, { id: { gt: after } }] },
      orderBy: { id: 'asc' },
      take: PAGE,
      select: { id: true, productId: true },
    })
    yield jobs.map(({ id, productId }) => ({ productId, jobId: id, chosenJobs: where }))
    if (jobs.length < PAGE) return
    after = jobs.at(-1)!.id
  }
}
