/** How long jobs took. Exact where they are few; of many to within 2 %, from totals that are kept. */
import type { Db } from '../db/client.ts'
import { type DurationBin, durationBins, JOBS, type Timed } from '../db/sql/totals/duration-bins.ts'
import { exactDurations, type Span } from '../db/sql/totals/exact-durations.ts'
import { StepName } from '../generated/sqlite/enums.ts'

/** Reading so many rows takes a tenth of a second. */
const FEW = 20_000
const BIN_WIDTH = 1.02

/** Seconds; null without any. */
export interface Durations {
  p50: number | null
  p95: number | null
}

/** From start to end of the jobs that completed in each span, by its key; `jobs` is about how many there are. */
export async function readDurations(
  db: Db,
  spans: Span[],
  jobs: number,
): Promise<Map<string, Durations>> {
  if (jobs > FEW) return fromBins(db, spans)
  const exact = await exactDurations(db, spans)
  return new Map(
    exact.map(({ key, p50Ms, p95Ms }) => [key, { p50: p50Ms / 1000, p95: p95Ms / 1000 }]),
  )
}

/** What calls may be grouped by. */
type CallGroup = 'provider' | 'service' | 'step'

/** Seconds of the calls that succeeded in a span, by what they are grouped by; `paid` are those to look for. */
export async function readCallDurations(
  db: Db,
  span: Omit<Span, 'key'>,
  { by, paid }: { by: CallGroup; paid: Omit<Timed, 'step'>[] },
): Promise<Map<string, Durations>> {
  const groups = new Map<string, DurationBin[]>()
  for (const { provider, service } of paid) {
    for (const step of Object.values(StepName)) {
      const timed = { step, provider, service }
      const bins = await durationBins(db, span, timed)
      groups.set(timed[by], [...(groups.get(timed[by]) ?? []), ...bins])
    }
  }
  return new Map([...groups].map(([key, bins]) => [key, quantiles(bins)]))
}

async function fromBins(db: Db, spans: Span[]): Promise<Map<string, Durations>> {
  const durations = new Map<string, Durations>()
  for (const span of spans) {
    durations.set(span.key, quantiles(await durationBins(db, span, JOBS)))
  }
  return durations
}

function quantiles(bins: DurationBin[]): Durations {
  const sorted = bins.toSorted((a, b) => a.bin - b.bin)
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) }
}

/** Seconds at the nearest rank; within its bin durations are taken to be spread evenly. */
export function quantile(bins: DurationBin[], share: number): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0)
  const rank = Math.ceil(total * share)
  let below = 0
  for (const { bin, count } of bins) {
    if (below + count >= rank && count > 0) {
      return Math.round(BIN_WIDTH ** (bin + (rank - below - 0.5) / count)) / 1000
    }
    below += count
  }
  return null
}
