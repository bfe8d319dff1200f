/** Live progress. */
import { z } from 'zod'
import { VidgenError } from '../../errors.ts'
import { openStream } from '../live/stream.ts'
import { defineRoute } from '../route.ts'
import { productId, queryDigits, wholeId } from '../schemas/common.ts'

const MOST_OF_ONE = 250
const MOST_IN_ALL = 500

const events = defineRoute({
  method: 'GET',
  path: '/api/admin/events',
  who: 'viewer',
  tag: 'Live progress',
  summary: 'Server-sent events of jobs as they go on',
  query: z.strictObject({
    job: z.array(wholeId).max(200).optional(),
    batch: wholeId.optional(),
    product: productId.optional(),
    after: queryDigits.optional().describe('In the place of Last-Event-ID'),
  }),
  unlimited: true,
  answers: { 200: { description: 'Events', types: ['text/event-stream'] } },
  async answer({ house, who, request, query }) {
    const { job, batch, product, after } = query
    const jobs = job && new Set(job)
    const last = request.headers.get('last-event-id') ?? after ?? ''
    const release = take(house.streams, `${who!.kind}:${who!.name}`)
    const stream = openStream({
      house,
      who: who!,
      request,
      wants: (subject) =>
        (!jobs || jobs.has(subject.jobId)) &&
        (batch === undefined || subject.batchId === batch) &&
        (product === undefined || subject.productId === product),
      after: /^\d{1,15}$/.test(last) ? Number(last) : null,
      onEnd: release,
    })
    return new Response(stream, {
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    })
  },
})

/** Takes a place among the streams. Throws API_BUSY. */
function take(open: Map<string, number>, caller: string): () => void {
  const own = open.get(caller) ?? 0
  const all = [...open.values()].reduce((sum, count) => sum + count, 0)
  if (own >= MOST_OF_ONE || all >= MOST_IN_ALL)
    throw new VidgenError('API_BUSY', { retryAfterS: 30 })
  open.set(caller, own + 1)
  let released = false
  return () => {
    if (released) return
    released = true
    const left = (open.get(caller) ?? 1) - 1
    if (left > 0) open.set(caller, left)
    else open.delete(caller)
  }
}

export const eventRoutes = [events]
