import type { LimitState } from '../../results.ts'
import { count, counted, usdShort } from '../money.ts'

/** Errors of choosing and reading jobs: code → message and hint. */
export const reportErrors = {
  JOB_NOT_FOUND: (p: { job: string }) => ({
    message: `There is no job ${p.job}.`,
    hint: 'Give a whole job id, or at least 4 characters of its beginning or end; `vidgen status` lists jobs.',
  }),
  JOB_AMBIGUOUS: (p: { job: string; candidates: string[] }) => ({
    message: `${p.job} stands for several jobs: ${p.candidates.join(', ')}.`,
    hint: 'Give more of the job id.',
  }),
  BATCH_NOT_FOUND: (p: { batch: string }) => ({
    message: p.batch === 'last' ? 'There is no batch yet.' : `There is no batch ${p.batch}.`,
    hint:
      p.batch === 'last'
        ? 'Make one: vidgen enqueue --csv products.csv'
        : "Give a whole batch id, or at least 4 characters of its beginning or end, or `last`; `vidgen status` lists today's.",
  }),
  BATCH_AMBIGUOUS: (p: { batch: string; candidates: string[] }) => ({
    message: `${p.batch} stands for several batches: ${p.candidates.join(', ')}.`,
    hint: 'Give more of the batch id.',
  }),
  DAY_INVALID: (p: { day: string }) => ({
    message: `${JSON.stringify(p.day)} is no calendar day.`,
    hint: 'Write days as 2026-11-23.',
  }),
  PERIOD_REVERSED: (p: { from: string; to: string }) => ({
    message: `The period ends (${p.to}) before it begins (${p.from}).`,
    hint: 'Exchange --from and --to.',
  }),
  PERIOD_TOO_LONG: (p: { from: string; to: string; days: number }) => ({
    message: `The period from ${p.from} to ${p.to} is longer than ${count(p.days)} days.`,
    hint: 'Ask for a shorter one.',
  }),
}

/**
 * The refusal by the day's limit, with the whole way out. For the error that enqueue throws and for
 * its dry run alike.
 */
export function limitRefusal(p: { videos: number; estimateMicros: number; limit: LimitState }): {
  message: string
  hint: string
} {
  const room = roomFor(p)
  const { jobs, micros, timezone } = p.limit
  const limit = `limit ${counted(jobs.limit, 'job')}, ${usdShort(micros.limit)}, ${timezone}`
  const has = room === 0 ? 'has no room left' : `has room for ${count(room)}`
  return {
    message: `${counted(p.videos, 'video')} ≈ ${usdShort(p.estimateMicros)}; today ${has} (${limit}). Nothing was queued.`,
    hint: wayOut(p, room),
  }
}

/** How many of these videos still fit into the day, by jobs and by money. */
export function roomFor(p: { videos: number; estimateMicros: number; limit: LimitState }): number {
  const { jobs, micros } = p.limit
  return fitting(jobs.limit - jobs.used, micros.limit - micros.used, p)
}

function wayOut(
  p: { videos: number; estimateMicros: number; limit: LimitState },
  room: number,
): string {
  const { jobs, micros } = p.limit
  const daily = fitting(jobs.limit, micros.limit, p)
  const raise = 'raise VIDGEN_DAILY_JOB_LIMIT and VIDGEN_DAILY_COST_LIMIT_USD.'
  if (daily === 0) return `No day has room for one: ${raise}`
  const days = (room > 0 ? 1 : 0) + Math.ceil((p.videos - room) / daily)
  const defer = `--on-limit defer takes about ${counted(days, 'day')}`
  if (room === 0) return `${defer}; or ${raise}`
  return `--on-limit trim queues ${count(room)} today; ${defer.replace('--on-limit ', '')}; or ${raise}`
}

function fitting(
  jobs: number,
  micros: number,
  p: { videos: number; estimateMicros: number },
): number {
  const each = p.videos > 0 ? p.estimateMicros / p.videos : 0
  const byMoney = each > 0 ? Math.floor(micros / each) : jobs
  return Math.max(0, Math.min(jobs, byMoney))
}

/** What a reader of the cost report must know about its numbers. */
export const reportWarnings = {
  rehearsal: () => 'A rehearsal: the offline services made these videos, no money was paid.',
  possible: (p: { calls: number; costMicros: number }) =>
    `${usdShort(p.costMicros)} of the cost is only possible: ${counted(p.calls, 'call')} whose outcome nobody learned, counted as paid.`,
  review: (p: { jobs: number }) =>
    `${counted(p.jobs, 'job needs', 'jobs need')} a decision: vidgen status --status NEEDS_REVIEW`,
  held: () => 'Paid calls are paused: vidgen status',
}
