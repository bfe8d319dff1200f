/** For what a job waits, in a sentence. */
import { text } from '../text.ts'
import type { Job } from '../types.ts'

const t = text.awaits

export function awaited({ status, awaits, nextRunAt, error }: Job): string | null {
  if (awaits) {
    const { approval, costMicros, until } = awaits
    const what = t[approval](costMicros)
    return until ? `${what} ${t.until(text.date(until))}` : what
  }
  if (status === 'DEFERRED') return error?.code === 'CONFIG_PRICE_MISSING' ? t.unpriced : t.day
  if (status === 'RETRYING' && nextRunAt) return t.again(text.date(nextRunAt))
  return null
}
