import type { LimitChange, LimitInForce } from '../../results.ts'
import { endCommand } from '../limit-command.ts'
import { fitting, isOfDay, limitVariable, needed, type Order, roomFor } from '../limit-room.ts'
import { count, counted, usdSetting, usdShort } from '../money.ts'

/** What one host has set for a limit, where others have set something else. */
export interface HostLimit {
  host: string
  period: string
  provider: string | null
  jobs: number | null
  micros: number | null
}

/** What a refused order needs, beside the limits that refuse it. */
export type Refused = Order

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
function limitSetting(limit: LimitInForce): string {
  if (limit.exception !== null) return `the limit of ${SPAN[limit.span]} (vidgen limit)`
  return limitVariable(limit)
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
    message: [
      `${what}; ${reasons(order, reached, room)}. Nothing was queued.`,
      ...reached.map((each) => limitException(each)),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    hint: wayOut(order, reached, room),
  }
}

/** `Hosts have different limits, the lowest holds: a 100 jobs, $50; b 10 jobs, $5.` */
export function hostsDiffer(hosts: readonly HostLimit[]): string {
  return `Hosts have different limits, the lowest holds: ${hosts.map(hostLimit).join('; ')}.`
}

function hostLimit({ host, period, provider, jobs, micros }: HostLimit): string {
  const set = [jobs !== null && counted(jobs, 'job'), micros !== null && usdSetting(micros)]
  const amounts = set.filter((part) => part !== false).join(', ') || 'no limit'
  const isMonth = period.length === 'YYYY-MM'.length
  const of = [provider, isMonth && period].filter((part) => typeof part === 'string')
  return `${host} ${amounts}${of.length > 0 ? ` (${of.join(', ')})` : ''}`
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
  const isSetting = reached.some(({ exception }) => exception === null)
  const once = isSetting ? ' (once: vidgen limit)' : ''
  const raise = `raise ${[...new Set(reached.map(limitSetting))].join(' and ')}${once}.`
  const daily = fitting(order, ({ limit }) => limit)
  if (daily === 0) return `No day has room for one: ${raise}`
  const days = (room > 0 ? 1 : 0) + Math.ceil((order.videos - room) / daily)
  const later = reached.every(isOfDay)
    ? `takes about ${counted(days, 'day')}`
    : 'queues the rest when there is room'
  if (room === 0) return `--on-limit defer ${later}; or ${raise}`
  return `--on-limit trim queues ${count(room)} today; defer ${later}; or ${raise}`
}

/** `500 jobs`, `$120`, `no limit`. */
function limitAmount(unit: LimitInForce['unit'], limit: number | null): string {
  if (limit === null) return 'no limit'
  return unit === 'jobs' ? counted(limit, 'job') : usdSetting(limit)
}

/** `The limit of 2026-11-25 was raised to 500 jobs by anna because "sale".` Empty without an exception. */
export function limitException({
  period,
  provider,
  unit,
  limit,
  exception,
}: Pick<LimitInForce, 'period' | 'provider' | 'unit' | 'exception'> & {
  limit: number | null
}): string {
  if (exception === null || limit === null) return ''
  const { by, reason, settings } = exception
  const what = `The limit of ${provider === null ? period : `${provider} in ${period}`}`
  return `${what} was ${moved(settings, limit)} to ${limitAmount(unit, limit)} by ${by} because "${reason}".`
}

function moved(from: number | null, to: number): string {
  if (from === null || from === to) return 'set'
  return from < to ? 'raised' : 'lowered'
}

/** Words and sentences of `vidgen limit`. */
export const limitTexts = {
  heads: {
    period: 'PERIOD',
    provider: 'PROVIDER',
    of: 'OF',
    limit: 'LIMIT',
    reserved: 'RESERVED',
    spent: 'SPENT',
    left: 'LEFT',
    by: 'SET BY',
  },
  all: 'all',
  none: '–',
  units: { jobs: 'videos', micros: 'dollars' },
  amount: (unit: LimitInForce['unit'], amount: number | null) => {
    if (amount === null) return '–'
    return unit === 'jobs' ? count(amount) : usdShort(amount)
  },
  title: (p: { day: string; timezone: string }) => `Limits of ${p.day} (${p.timezone})`,
  settings: 'settings',
  nothing: 'Nothing to end: the settings hold already.',
  nothingThere: 'Nothing to end there. What is set otherwise, and the command that ends it:',
  ends: (p: Pick<LimitInForce, 'period' | 'span' | 'provider'>) =>
    `  ${p.provider === null ? p.period : `${p.provider} in ${p.period}`}: ${endCommand(p)}`,
  changed: (change: LimitChange, dryRun: boolean) =>
    `${dryRun ? 'Would change' : 'Changed'}: ${changesOf(change)}. ${change.ended ? 'The settings hold again.' : `Holds until the ${change.span} ends; ${endCommand(change)} takes it back.`}`,
  below: (p: { period: string; unit: LimitInForce['unit']; used: number }) =>
    `${limitAmount(p.unit, p.used)} of ${p.period} are reserved or spent already: none of it is undone, nothing new gets in, and a purchase that would pass the limit waits.`,
  ask: (change: LimitChange) => `Change ${changesOf(change)}?`,
}

function changesOf({ period, provider, limits }: LimitChange): string {
  const what = `limit of ${provider === null ? period : `${provider} in ${period}`}`
  const changes = limits.map(
    ({ unit, from, to }) => `from ${limitAmount(unit, from)} to ${limitAmount(unit, to)}`,
  )
  return `${what} ${changes.join(', ')}`
}
