/** What fits into limits: the numbers that their sentences tell. */
import type { LimitInForce, LimitState } from '../results.ts'

/** What is to be queued, and the limits that it comes under. */
export interface Order {
  videos: number
  estimateMicros: number
  byProvider: Readonly<Record<string, number>>
  limit: LimitState
}

/** Whether a limit is one of the whole day, of all providers. */
export function isOfDay({ span, provider }: LimitInForce): boolean {
  return span === 'day' && provider === null
}

/** How many of these videos still fit, by every limit. */
export function roomFor(order: Order): number {
  return fitting(order, ({ limit, used }) => limit - used)
}

/** How many of these videos fit into what is left of each limit. */
export function fitting(order: Order, left: (limit: LimitInForce) => number): number {
  const fits = order.limit.all.map((limit) => {
    const each = order.videos > 0 ? needed(limit, order) / order.videos : 0
    return each > 0 ? Math.floor(left(limit) / each) : Infinity
  })
  return Math.max(0, Math.min(order.videos, ...fits))
}

/** What an order takes of a limit, in its unit. */
export function needed({ unit, provider }: LimitInForce, order: Order): number {
  if (unit === 'jobs') return order.videos
  return provider === null ? order.estimateMicros : (order.byProvider[provider] ?? 0)
}

/** The variable that sets a limit. */
export function limitVariable({ provider, unit, span }: LimitInForce): string {
  if (provider !== null) return `VIDGEN_PROVIDER_LIMITS_USD (${provider})`
  const period = span === 'day' ? 'DAILY' : 'MONTHLY'
  return `VIDGEN_${period}_${unit === 'jobs' ? 'JOB_LIMIT' : 'COST_LIMIT_USD'}`
}
