/** What a request asks to queue, whichever body it came in. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { EnqueueOptions } from '../../requests.ts'
import type { Call } from '../route.ts'
import { queueOptions, type queueRequest } from '../schemas/queue.ts'
import { requestFaults } from '../../text/faults.ts'
import { checkSchema } from '../check-schema.ts'
import { BadRequest } from '../problem.ts'
import type { QueueQuery } from '../routes/queue.ts'
import { csvOf } from './products-csv.ts'
import { receiveCsv, receiveParts } from './upload.ts'

export type QueueOptions = z.infer<typeof queueOptions>
export type QueueCall = Call<unknown, QueueQuery, z.infer<typeof queueRequest>>

export interface Order extends AsyncDisposable {
  source: EnqueueOptions['source']
  options: QueueOptions
  /** Of everything that was sent, so that the same request can be told from another. */
  hash: string
}

/** Takes the whole request in. Throws API_BAD_REQUEST, API_TOO_LARGE, API_UPLOAD_BROKEN, API_REQUEST_CUT, API_REQUEST_SLOW. */
export async function readOrder(call: QueueCall): Promise<Order> {
  const folder = await mkdtemp(join(call.house.workFolder(), 'upload-'))
  const dispose = async () => await rm(folder, { recursive: true, force: true })
  try {
    const order = await orderIn(call, folder)
    return { ...order, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function orderIn(
  call: QueueCall,
  folder: string,
): Promise<Omit<Order, keyof AsyncDisposable>> {
  const { bodyType, request, body, house } = call
  const { patience } = house.settings
  const asked = queryOptions(call.query)
  if (bodyType === 'application/json') {
    const options = merged(asked, body.options)
    return { options, ...csvOf(body.products, { folder, options }) }
  }
  if (bodyType === 'text/csv') {
    const received = await receiveCsv({ request, folder, patience })
    return { options: asked, hash: received.hash, source: received.source(asked) }
  }
  const received = await receiveParts({ request, folder, patience })
  const options = merged(asked, optionsPart(received.options))
  return { options, hash: received.hash, source: received.source(options) }
}

/** The query before the body. */
function merged(asked: QueueOptions, sent: QueueOptions | undefined): QueueOptions {
  return { ...sent, ...asked }
}

function queryOptions(query: QueueQuery): QueueOptions {
  const { column, ...rest } = query
  const columns = column && Object.fromEntries(column.map(pairOf))
  const entries = Object.entries({ ...rest, columns }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as QueueOptions
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

function optionsPart(text: string | null): QueueOptions | undefined {
  if (text === null) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BadRequest([{ in: 'body', path: 'options', message: requestFaults.notJson }])
  }
  const { success, data, error } = checkSchema(queueOptions, value)
  if (success) return data
  throw new BadRequest(
    error.issues.map(({ path, message }) => {
      return { in: 'body', path: ['options', ...path].join('.'), message }
    }),
  )
}
