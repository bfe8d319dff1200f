/** Products of a JSON request as a source of rows: the same checks as for a file. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { z } from 'zod'
import type { EnqueueOptions } from '../../requests.ts'
import type { queueRequest } from '../schemas/queue.ts'
import type { Order, QueueOptions } from './order.ts'

type Products = z.infer<typeof queueRequest>['products']

const HEADER = [
  'product_id',
  'image_url',
  'name',
  'model_type',
  'category',
  'prompt',
  'duration',
  'resolution',
  'priority',
]

/** Ids alone are of products that are known; anything more is rows, of which line 2 is the first. */
export function csvOf(
  products: Products,
  { folder, options }: { folder: string; options: QueueOptions },
): Pick<Order, 'source' | 'hash'> {
  const hash = createHash('sha256').update(JSON.stringify(products)).digest('hex')
  const ids = products.filter((product) => typeof product === 'string')
  if (ids.length === products.length) return { hash, source: { products: ids } }
  const rows = products.map((product) =>
    typeof product === 'string' ? [product] : cellsOf(product),
  )
  const text = stringify([HEADER, ...rows.map((row) => HEADER.map((_, at) => row[at] ?? ''))])
  const source: EnqueueOptions['source'] = {
    csv: '-',
    columns: {},
    encoding: 'utf-8',
    stdin: Readable.from([Buffer.from(text)]),
    name: options.name ?? 'api',
    folder,
  }
  return { hash, source }
}

function cellsOf(product: Exclude<Products[number], string>): (string | number | undefined)[] {
  const { productId, imageUrl, name, modelType, category, prompt } = product
  const { duration, resolution, priority } = product
  return [productId, imageUrl, name, modelType, category, prompt, duration, resolution, priority]
}
