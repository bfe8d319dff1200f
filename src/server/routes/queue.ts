/** Queueing: some products, or a CSV file. */
import { z } from 'zod'
import { requestFaults } from '../../text/faults.ts'
import { MOST_BYTES, MOST_PICTURE_BYTES } from '../queueing/limits.ts'
import { queueOnce } from '../queueing/queue.ts'
import { readOrder } from '../queueing/order.ts'
import { defineRoute } from '../route.ts'
import { queryCount, queryDigits, queryFlag, onLimit } from '../schemas/common.ts'
import { hold, queued, queueRequest } from '../schemas/queue.ts'

const most = queryCount(10_000_000).optional()

/** The options of a CSV upload, which has no JSON body. */
const queueQuery = z.strictObject({
  dryRun: queryFlag.optional(),
  onLimit: onLimit.optional(),
  take: most,
  perDay: most,
  hold: hold.optional(),
  first: queryFlag.optional(),
  changed: queryFlag.optional(),
  force: queryFlag.optional(),
  fresh: queryFlag.optional(),
  skipInvalid: queryFlag.optional(),
  column: z
    .array(z.string().regex(/^[^=]{1,100}=.{1,300}$/, { error: () => requestFaults.column }))
    .optional()
    .describe('`product_id=상품코드`'),
  encoding: z.string().max(100).optional(),
  name: z.string().min(1).max(200).optional(),
  mostMicros: queryDigits.transform(Number).optional(),
})

export type QueueQuery = z.infer<typeof queueQuery>

const queue = defineRoute({
  method: 'POST',
  path: '/api/admin/video-generation',
  who: 'operator',
  tag: 'Queueing',
  summary: 'Queue a video for each of some products, or for each row of a CSV file',
  query: queueQuery,
  body: queueRequest,
  mostBytes: 5_000_000,
  otherBodies: {
    'text/csv': `The file itself, at most ${MOST_BYTES / 1_000_000} MB; options in the query`,
    'multipart/form-data': `The file as \`csv\`, pictures of at most ${MOST_PICTURE_BYTES / 1_000_000} MB as \`pictures\`, options as a JSON part \`options\``,
  },
  answers: {
    200: { description: 'Nothing was queued: a dry run, or nothing had to be', schema: queued },
    202: { description: 'Queued', schema: queued },
  },
  async answer(call) {
    await using order = await readOrder(call)
    return await queueOnce(call, order)
  },
})

export const queueRoutes = [queue]
