/** What the planned rows will probably cost: all of them, and with a dry run each. */
import type { Spool } from '../../catalog/spool.ts'
import { type Alike, estimateOf, readHistory } from '../../money/estimate.ts'
import type { CostRange, EnqueueResult, SampleRow } from '../../results.ts'
import { isBought } from './bought.ts'
import type { EnqueueContext } from './context.ts'
import { wantedWith } from './plan.ts'

/** Rows that a dry run tells one by one. */
const SAMPLE_ROWS = 1_000

type Estimated = Pick<EnqueueResult, 'estimate' | 'sample'>
type RangeOf = (options: Alike['options']) => CostRange | null

/** By the price table, and by what such videos really cost lately. */
export async function estimated(
  context: EnqueueContext,
  spool: Spool,
  { dryRun }: { dryRun?: boolean },
): Promise<Estimated> {
  const { prices } = context
  const history = await readHistory(context)
  const alike = spool.alike().map(({ durationS, resolution, rows }) => {
    const options = { durationS, resolution } as Alike['options']
    return { options, done: [], videos: rows }
  })
  const rangeOf = remembered((options) =>
    estimateOf(prices, history, [{ options, done: [], videos: 1 }]),
  )
  return {
    estimate: estimateOf(prices, history, alike),
    sample: dryRun ? sampleOf(spool, rangeOf) : [],
  }
}

function sampleOf(spool: Spool, rangeOf: RangeOf): SampleRow[] {
  return spool.sample(SAMPLE_ROWS).map((spooled) => {
    const { row, estimateMicros } = spooled
    const decision = spooled.decision as SampleRow['decision']
    const bought = isBought(decision)
    return {
      line: row.line,
      productId: row.productId,
      decision,
      estimateMicros: bought ? estimateMicros : 0,
      ...(bought && rangeOf(wantedWith(spooled).options)),
    }
  })
}

/** Few kinds of videos stand in one file. */
function remembered(rangeOf: RangeOf): RangeOf {
  const known = new Map<string, CostRange | null>()
  return ({ durationS, resolution }) => {
    const key = `${durationS} ${resolution}`
    const range = known.get(key) ?? rangeOf({ durationS, resolution })
    known.set(key, range)
    return (
      range && {
        lowMicros: range.lowMicros,
        likelyMicros: range.likelyMicros,
        highMicros: range.highMicros,
      }
    )
  }
}
