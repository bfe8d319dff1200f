import type { Db } from '../../client.ts'
import type { Span } from './exact-durations.ts'

/** Of what took from 1.02^bin to 1.02^(bin + 1) milliseconds. */
export interface DurationBin {
  bin: number
  count: number
}

/** What is timed: completed jobs (all ''), or the calls of a step to a provider for a service. */
export interface Timed {
  step: string
  provider: string
  service: string
}

export const JOBS: Timed = { step: '', provider: '', service: '' }

const HOUR_MS = 3_600_000

/**
 * What ended in a span, by how long it took, in growing bins, from the kept totals of each hour: the
 * span is rounded to whole hours.
 */
export async function durationBins(
  db: Db,
  { start, end }: Omit<Span, 'key'>,
  { step, provider, service }: Timed,
): Promise<DurationBin[]> {
  const [from, to] = [Math.round(start / HOUR_MS), Math.round(end / HOUR_MS)]
  const rows = await db.$queryRaw<{ bin: number; count: bigint }[]>`
    SELECT "bin", CAST(SUM("count") AS BIGINT) AS "count" FROM "DurationTotal"
    WHERE "step" = ${step} AND "provider" = ${provider} AND "service" = ${service} AND "hour" >= ${from} AND "hour" < ${to}
    GROUP BY 1 HAVING SUM("count") > 0 ORDER BY 1`
  return rows.map(({ bin, count }) => ({ bin, count: Number(count) }))
}
