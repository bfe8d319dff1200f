/** From a checked row and what is known of its product: what would be made, and whether. */
import { createHash, randomInt } from 'node:crypto'
import { inputHash } from '../../catalog/input-hash.ts'
import type { CheckedRow } from '../../catalog/rows.ts'
import type { SampleRow } from '../../results.ts'
import type { EnqueueOptions } from '../../requests.ts'
import type { JobInput, JobOptions, JobsContext } from '../context.ts'
import { ACTIVE } from '../states.ts'
import type { KnownProduct } from './lookup.ts'

/** What the planner keeps with a row for the loader. */
export interface Wanted {
  input: JobInput
  options: JobOptions
  inputHash: string
  /** The product's row is new or has to be changed. */
  product: 'new' | 'changed' | 'same'
  /** The finished job that gives up its claim on the product. */
  replaces: string | null
}

export type RowDecision = SampleRow['decision']

type Wishes = Pick<EnqueueOptions, 'force' | 'fresh' | 'changed'>

const MAX_SEED = 2 ** 31 - 1

/** null: the row has no picture and its product is not known. */
export function wantedOf(
  context: JobsContext,
  row: CheckedRow,
  known: KnownProduct,
  wishes: Wishes,
): Wanted | null {
  const imageUrl = row.imageUrl ?? known.imageUrl
  if (imageUrl === null) return null
  const input: JobInput = {
    imageUrl,
    modelType: row.modelType ?? known.modelType ?? 'female',
    name: row.name ?? known.name,
    category: row.category ?? known.category,
    prompt: row.prompt,
  }
  const durationS = row.durationS ?? context.video.seconds
  const resolution = row.resolution ?? context.video.resolution
  const seed = wishes.fresh ? randomInt(MAX_SEED) : seedOf(row.productId)
  return {
    input,
    options: { durationS, resolution, seed, fresh: wishes.fresh ?? false },
    inputHash: inputHash({ ...input, options: { durationS, resolution } }),
    product: productChange(input, known),
    replaces: known.status === 'COMPLETED' ? known.jobId : null,
  }
}

/** What becomes of a row, before any limit. */
export function decide(wanted: Wanted, known: KnownProduct, wishes: Wishes): RowDecision {
  if (Number(known.retired) === 1) return 'retired'
  if (known.status === null) return 'queue'
  if (ACTIVE.includes(known.status)) return 'active'
  if (known.status === 'NEEDS_REVIEW') return 'review'
  if (wishes.force || wishes.fresh) return 'queue'
  if (known.inputHash !== wanted.inputHash) return wishes.changed ? 'queue' : 'changed'
  if (known.status === 'COMPLETED') return 'completed'
  return known.status === 'FAILED' ? 'failed' : 'cancelled'
}

/** What a row would cost, everything bought, and how much of it for the video. */
export function priceOf(
  { prices }: JobsContext,
  { options }: Wanted,
): { estimateMicros: number; videoMicros: number } {
  const frames = prices.step('START_FRAME', options) + prices.step('END_FRAME', options)
  const videoMicros = prices.step('VIDEO', options)
  return { estimateMicros: frames + videoMicros, videoMicros }
}

/** The same product is always drawn alike, unless it is to be fresh. */
function seedOf(productId: string): number {
  return createHash('sha256').update(productId).digest().readUInt32BE() % MAX_SEED
}

function productChange(input: JobInput, known: KnownProduct): Wanted['product'] {
  if (known.known === null) return 'new'
  const same =
    input.imageUrl === known.imageUrl &&
    input.modelType === known.modelType &&
    input.name === known.name &&
    input.category === known.category
  return same ? 'same' : 'changed'
}
