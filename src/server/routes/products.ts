/** Products with the state of their videos. */
import { z } from 'zod'
import { productAnswer, withOpenUrls } from '../addresses.ts'
import { defineRoute, json } from '../route.ts'
import { jobStatus, paging, productId } from '../schemas/common.ts'
import { productDetails, productPage } from '../schemas/looking.ts'

const tag = 'Looking'
const path = '/api/admin/products'
const JOBS_SHOWN = 20

const list = defineRoute({
  method: 'GET',
  path,
  who: 'viewer',
  tag,
  summary: 'Products, in the order of their ids',
  query: z.strictObject({
    ...paging,
    cursor: productId.optional(),
    q: z.string().min(1).max(200).optional().describe('Part of the id or the name'),
    status: z
      .array(z.union([jobStatus, z.literal('NONE')]))
      .optional()
      .describe('Of the newest job'),
  }),
  answers: { 200: { description: 'A page', schema: productPage } },
  async answer({ vidgen, query }) {
    const { q, status, ...page } = query
    const filter = { query: q, statuses: status }
    const { products, nextCursor } = await vidgen.reports.products(filter, page)
    return json(200, { products: products.map(productAnswer), nextCursor })
  },
})

const one = defineRoute({
  method: 'GET',
  path: `${path}/{productId}`,
  who: 'viewer',
  tag,
  summary: 'One product with its newest jobs',
  params: z.object({ productId }),
  answers: { 200: { description: 'The product', schema: productDetails } },
  async answer({ vidgen, params }) {
    const product = await vidgen.reports.product(params.productId)
    const { jobs } = await vidgen.reports.jobs({ products: [product.id] }, { limit: JOBS_SHOWN })
    return json(200, { ...productAnswer(product), jobs: jobs.map(withOpenUrls) })
  },
})

export const productRoutes = [list, one]
