import { productPage, type ProductPageRow } from '../db/sql/product-page.ts'
import { VidgenError } from '../errors.ts'
import type { PageOptions, ProductFilter } from '../requests.ts'
import type { ProductInfo, ProductJob, ProductPage } from '../results.ts'
import { describeError } from '../text/describe.ts'
import { withAddresses } from './addresses.ts'
import type { ReportContext } from './context.ts'
import { pageOf, wanted } from './page.ts'

/** A page of products with their newest jobs, in the order of their ids. */
export async function readProducts(
  { db, opened }: ReportContext,
  filter: ProductFilter,
  options: PageOptions,
): Promise<ProductPage> {
  const { query = null, statuses = [] } = filter
  const page = { after: options.cursor ?? '', take: wanted(options) }
  const found = await productPage(db, { query, statuses, id: null }, page)
  const { rows, nextCursor } = pageOf(found, options, (row) => row.id)
  const products = await Promise.all(rows.map((row) => withAddresses(productInfo(row), opened)))
  return { products, nextCursor }
}

/** One product. Throws PRODUCT_NOT_FOUND. */
export async function readProduct({ db, opened }: ReportContext, id: string): Promise<ProductInfo> {
  const filter = { query: null, statuses: [], id }
  const [row] = await productPage(db, filter, { after: '', take: 1 })
  if (!row) throw new VidgenError('PRODUCT_NOT_FOUND', { product: id })
  return await withAddresses(productInfo(row), opened)
}

function productInfo(row: ProductPageRow): ProductInfo {
  const { id, name, modelType, category, imageUrl, videoUrl, posterUrl, videoJobId } = row
  return {
    id,
    name,
    modelType,
    category,
    imageUrl,
    videoUrl,
    posterUrl,
    videoJobId,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
    job: productJob(row),
  }
}

function productJob(row: ProductPageRow): ProductJob | null {
  const { jobId: id, status, progress, costMicros, errorCode, errorParams } = row
  if (id === null || status === null) return null
  return {
    id,
    status,
    progress: Number(progress),
    costMicros: Number(costMicros),
    error: errorCode ? { code: errorCode, ...describeError(errorCode, errorParams) } : null,
    queuedAt: row.queuedAt!.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
