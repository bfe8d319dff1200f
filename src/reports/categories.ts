import type { ReportResult } from '../results.ts'
import { perVideo } from './per-video.ts'
import type { Spent } from './spent.ts'
import type { Worked } from './worked.ts'

/** Stands for products without a category. */
const NONE = '(none)'

/** Ended jobs and money by the category that their products had, the dearest first. */
export function categoryRows(
  { byCategory: counts }: Worked,
  { byCategory: costs }: Spent,
): ReportResult['byCategory'] {
  const categories = [...new Set([...counts.keys(), ...costs.keys()])]
  return categories
    .map((category) => {
      const { COMPLETED = 0, FAILED = 0, CANCELLED = 0 } = counts.get(category) ?? {}
      const costMicros = costs.get(category) ?? 0
      return {
        category: category || NONE,
        completed: COMPLETED,
        failed: FAILED,
        cancelled: CANCELLED,
        costMicros,
        perVideoMicros: perVideo(costMicros, COMPLETED),
      }
    })
    .toSorted((a, b) => b.costMicros - a.costMicros || (a.category < b.category ? -1 : 1))
}
