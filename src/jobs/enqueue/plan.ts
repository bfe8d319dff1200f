/** Pass 2: decides about every row of the spool. Writes nothing but the spool. */
import type { Decision, SpooledRow } from '../../catalog/spool.ts'
import type { EnqueueOptions } from '../../requests.ts'
import { type Checked, noteInvalid, reasonOf } from './check.ts'
import type { EnqueueContext } from './context.ts'
import { findProducts, type KnownProduct } from './lookup.ts'
import { decide, priceOf, type Wanted, wantedOf } from './wanted.ts'

const CHUNK = 2_000

/** How many products the file names that are new, known as they are, or known and changed by it. */
export interface ProductCounts {
  new: number
  known: number
  changed: number
}

/** Decides every row; rows of unknown products without a picture join the invalid ones. */
export async function plan(
  context: EnqueueContext,
  checked: Checked,
  options: EnqueueOptions,
): Promise<ProductCounts> {
  const products = { new: 0, known: 0, changed: 0 }
  let rows = 0
  for (const chunk of checked.spool.chunks(CHUNK)) {
    options.signal?.throwIfAborted()
    const known = await findProducts(
      context.db,
      chunk.map(({ row }) => row.productId),
    )
    const decisions: Decision[] = []
    for (const [index, spooled] of chunk.entries()) {
      // By an earlier plan of the same rows.
      if (spooled.decision === 'invalid') continue
      const decision = decideRow(context, spooled, { known: known[index]!, options, products })
      if (decision) decisions.push(decision)
      else await rejectRow(checked, spooled)
    }
    checked.spool.decide(decisions)
    rows += chunk.length
    options.onProgress?.({ stage: 'planning', rows })
  }
  return products
}

function decideRow(
  context: EnqueueContext,
  { id, row }: SpooledRow,
  about: { known: KnownProduct; options: EnqueueOptions; products: ProductCounts },
): Decision | null {
  const { known, options, products } = about
  const wanted = wantedOf(context, row, known, options)
  if (!wanted) return null
  products[wanted.product === 'same' ? 'known' : wanted.product]++
  const decision = decide(wanted, known, options)
  return { id, decision, ...priceOf(context, wanted), data: JSON.stringify(wanted) }
}

async function rejectRow(checked: Checked, { id, row, cells }: SpooledRow): Promise<void> {
  const problem = {
    line: row.line,
    column: 'image_url',
    value: '',
    code: 'IMAGE_NEEDED' as const,
    params: {},
  }
  noteInvalid(checked, [problem])
  checked.spool.decide([{ id, decision: 'invalid', estimateMicros: 0, videoMicros: 0 }])
  await checked.rejects?.add({ line: row.line, cells: cells ?? [], reason: reasonOf([problem]) })
}

/** What the planner kept with a row. */
export function wantedWith(spooled: SpooledRow): Wanted {
  return JSON.parse(spooled.data!) as Wanted
}
