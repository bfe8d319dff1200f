import type { Db } from '../db/client.ts'
import type { StatsResult } from '../results.ts'
import { readDurations } from './durations.ts'
import type { Period } from './period.ts'

const HOUR_MS = 3_600_000

/** How fast a period's videos were made: each by itself, and all of them. */
export async function readPace(
  db: Db,
  period: Period,
  { videos, now }: { videos: number; now: Date },
): Promise<Pick<StatsResult, 'durations' | 'throughput'>> {
  const start = period.start.getTime()
  const whole = { key: '', start, end: period.end.getTime() }
  const durations = (await readDurations(db, [whole], videos)).get(whole.key)
  const passedMs = Math.min(whole.end, now.getTime()) - start
  return {
    durations: durations ?? { p50: null, p95: null },
    throughput: { perHour: passedMs > 0 ? (videos * HOUR_MS) / passedMs : 0 },
  }
}
