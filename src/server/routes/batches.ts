/** What was queued together. */
import { z } from 'zod'
import { defineRoute, json } from '../route.ts'
import { paging, wholeId } from '../schemas/common.ts'
import { batch, batchPage } from '../schemas/looking.ts'

const tag = 'Looking'
const path = '/api/admin/batches'

const list = defineRoute({
  method: 'GET',
  path,
  who: 'viewer',
  tag,
  summary: 'Batches, the newest first',
  query: z.strictObject(paging),
  answers: { 200: { description: 'A page', schema: batchPage } },
  answer: async ({ vidgen, query }) => json(200, await vidgen.reports.batches(query)),
})

const one = defineRoute({
  method: 'GET',
  path: `${path}/{batchId}`,
  who: 'viewer',
  tag,
  summary: 'One batch',
  params: z.object({ batchId: wholeId }),
  answers: { 200: { description: 'The batch', schema: batch } },
  answer: async ({ vidgen, params }) => json(200, await vidgen.reports.batch(params.batchId)),
})

export const batchRoutes = [list, one]
