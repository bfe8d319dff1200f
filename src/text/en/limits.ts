import type { LimitInForce, LimitState } from '../../results.ts'
import { count, counted, usdSetting, usdShort } from '../money.ts'

/** What a refused order needs, beside the limits that refuse it. */
export interface Refused {
  videos: number
  estimateMicros: number
  byProvider: Readonly<Record<string, number>>
  limit: LimitState
}

const SPAN = { day: 'today', month: 'this month' } as const

/** `fal has $2.80 of $300 left this month`, `5 of 1,000 jobs left today`. */
export function limitLeft(
  { provider, unit, span, used, limit }: Omit<LimitInForce, 'period' | 'exception'>,
  when: string = SPAN[span],
): string {
  const left = Math.max(0, limit - used)
  if (unit === 'jobs') return `${count(left)} of ${counted(limit, 'job')} left ${when}`
  const who = provider === null ? '' : `${provider} has `
  return `${who}${usdShort(left)} of ${usdSetting(limit)} left ${when}`
}

/** Where a limit is set. */
function limitSetting({ provider, unit, span }: LimitInForce): string {
  if (provider !== null) return `VIDGEN_PROVIDER_LIMITS_USD (${provider})`
  const period = span === 'day' ? 'DAILY' : 'MONTHLY'
  return `VIDGEN_${period}_${unit === 'jobs' ? 'JOB_LIMIT' : 'COST_LIMIT_USD'}`
}

/**
 * The refusal by limits, naming each that refuses, with the whole way out. For the error that enqueue
 * throws and for its dry run alike.
 */
export function limitRefusal(order: Refused): { message: string; hint: string } {
  const reached = order.limit.all.filter((each) => needed(each, order) > each.limit - each.used)
  const room = roomFor(order)
  const what = `${counted(order.videos, 'video')} ≈ ${usdShort(order.estimateMicros)}`
  return {
    message: `${what}; ${reasons(order, reached, room)}. Nothing was queued.`,
    hint: wayOut(order, reached, room),
  }
}

function isOfDay({ span, provider }: LimitInForce): boolean {
  return span === 'day' && provider === null
}

function reasons({ limit }: Refused, reached: LimitInForce[], room: number): string {
  const { jobs, micros, timezone } = limit
  if (!reached.every(isOfDay)) {
    const has = room === 0 ? 'there is no room for one' : `there is room for ${count(room)}`
    return `${has}: ${reached.map((each) => limitLeft(each)).join('; ')} (${timezone})`
  }
  const has = room === 0 ? 'has no room left' : `has room for ${count(room)}`
  return `today ${has} (limit ${counted(jobs.limit, 'job')}, ${usdSetting(micros.limit)}, ${timezone})`
}

function wayOut(order: Refused, reached: LimitInForce[], room: number): string {
  const raise = `raise ${[...new Set(reached.map(limitSetting))].join(' and ')}.`
  const daily = fitting(order, ({ limit }) => limit)
  if (daily === 0) return `No day has room for one: ${raise}`
  const days = (room > 0 ? 1 : 0) + Math.ceil((order.videos - room) / daily)
  const later = reached.every(isOfDay)
    ? `takes about ${counted(days, 'day')}`
    : 'queues the rest when there is room'
  if (room === 0) return `--on-limit defer ${later}; or ${raise}`
  return `--on-limit trim queues ${count(room)} today; defer ${later}; or ${raise}`
}

/** How many of these videos still fit, by every limit. */
function roomFor(order: Refused): number {
  return fitting(order, ({ limit, used }) => limit - used)
}

function fitting(order: Refused, left: (limit: LimitInForce) => number): number {
  const fits = order.limit.all.map((limit) => {
    const each = order.videos > 0 ? needed(limit, order) / order.videos : 0
    return each > 0 ? Math.floor(left(limit) / each) : Infinity
  })
  return Math.max(0, Math.min(order.videos, ...fits))
}

function needed({ unit, provider }: LimitInForce, order: Refused): number {
  if (unit === 'jobs') return order.videos
  return provider === null ? order.estimateMicros : (order.byProvider[provider] ?? 0)
}
