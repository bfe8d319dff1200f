import { roomOf } from '../money/usage.ts'
import type { LimitState } from '../results.ts'
import type { ReportContext } from './context.ts'

/** The day's limit, as this host would hold it now, and what was reserved or spent of it. */
export async function readLimit(context: ReportContext, day: string): Promise<LimitState> {
  const { db, timezone, limits } = context
  const { state } = await roomOf(db, day, limits)
  return { ...state, timezone }
}
