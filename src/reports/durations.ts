/** How long jobs took. Exact where they are few; of many to within 2 %, from totals that are kept. */
import type { Db } from '../db/client.ts'
import { type DurationBin, durationBins, JOBS } from '../db/sql/totals/duration-bins.ts'
import { exactDurations, type Span } from '../db/sql/totals/exact-durations.ts'

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

async function fromBins(db: Db, spans: Span[]): Promise<Map<string, Durations>> {
  const durations = new Map<string, Durations>()
  for (const span of spans) {
    const bins = await durationBins(db, span, JOBS)
    durations.set(span.key, { p50: quantile(bins, 0.5), p95: quantile(bins, 0.95) })
  }
  return durations
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
