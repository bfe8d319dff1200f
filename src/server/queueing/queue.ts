/** Queues what was asked for, once however often the same request comes. */
import { VidgenError } from '../../errors.ts'
import type { EnqueueOptions } from '../../requests.ts'
import { InvalidRows } from '../problem.ts'
import { json } from '../route.ts'
import { answerOf, type KeptAnswer } from './answer.ts'
import { idempotently } from './idempotency.ts'
import type { Order, QueueCall, QueueOptions } from './order.ts'

/** Throws what `enqueue` does, and API_ROWS_INVALID, API_KEY_REUSED, API_KEY_IN_USE. */
export async function queueOnce(call: QueueCall, order: Order): Promise<Response> {
  const key = call.request.headers.get('idempotency-key')
  if (key === null) {
    const { status, body } = await queue(call, order, null)
    return json(status, body)
  }
  const { answer, replayed } = await idempotently(call, { key, order }, (requestKey) =>
    queue(call, order, requestKey),
  )
  return json(answer.status, answer.body, replayed ? { 'idempotency-replayed': 'true' } : {})
}

async function queue(
  call: QueueCall,
  order: Order,
  requestKey: string | null,
): Promise<KeptAnswer> {
  const { vidgen, house } = call
  const result = await vidgen.jobs.enqueue({
    source: order.source,
    ...enqueueOptions(order.options),
    ...(requestKey !== null && { requestKey }),
    signal: house.stopping,
  })
  if (!result.dryRun && result.refused === 'invalid')
    throw new InvalidRows(result.invalid, result.invalidCount)
  return await answerOf(call, result)
}

function enqueueOptions(options: QueueOptions): Omit<EnqueueOptions, 'source'> {
  const { mostMicros, columns: _c, encoding: _e, name: _n, ...wishes } = options
  const entries = Object.entries(wishes).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(entries) as Omit<EnqueueOptions, 'source'>),
    ...(mostMicros !== undefined && {
      confirm: async (planned) => {
        if (planned.estimateMicros <= mostMicros) return true
        const { estimateMicros } = planned
        throw new VidgenError('API_DEARER', { estimateMicros, mostMicros })
      },
    }),
  }
}
