/** Looks for what is unusual: a limit that fills, failures, a price; and for approvals that nobody gives. */
import type { Db } from '../db/client.ts'
import { endedLately, type EndedLately } from '../db/sql/ended-lately.ts'
import { announceEnding } from '../jobs/approval-alerts.ts'
import { budgetDay } from '../money/budget-day.ts'
import { alertUsage } from '../money/alerts.ts'
import type { AlertRules } from '../notify/alert.ts'
import { raise } from '../notify/outbox.ts'

export interface WatchContext {
  db: Db
  clock: () => Date
  timezone: string
}

const MINUTE_MS = 60_000
/** What is usual is told by the days before. */
const USUAL_MS = 7 * 24 * 60 * MINUTE_MS
/** A shop whose pictures often fail is told when more than usual do. */
const MORE_THAN_USUAL = 2

/** A look at everything, as often as it is asked for; at failures, prices and approvals once a minute. */
export function createWatch(rules: AlertRules): (context: WatchContext) => Promise<void> {
  let rates = -Infinity
  return async (context) => {
    const { db, clock, timezone } = context
    const at = clock()
    const day = budgetDay(at, timezone)
    await alertUsage(db, [day, day.slice(0, 'yyyy-mm'.length)], { percents: rules.at, at })
    if (Math.abs(at.getTime() - rates) < MINUTE_MS) return
    rates = at.getTime()
    await announceEnding(context)
    await watchRates(context, rules)
  }
}

async function watchRates({ db, clock, timezone }: WatchContext, rules: AlertRules): Promise<void> {
  const at = clock()
  const start = new Date(at.getTime() - rules.windowMs)
  const now = await endedLately(db, { start, end: at })
  const look: Look = { db, rules, now, at, start, day: budgetDay(at, timezone) }
  await watchFailures(look)
  await watchCost(look)
}

interface Look {
  db: Db
  rules: AlertRules
  now: EndedLately
  at: Date
  start: Date
  day: string
}

/** Told once a day for each most frequent reason. */
async function watchFailures(look: Look): Promise<void> {
  const { db, rules, now, at, start, day } = look
  const ended = now.completed + now.failed
  const percent = (100 * now.failed) / ended
  if (rules.failurePercent === 0 || ended < rules.minJobs || percent < rules.failurePercent) return
  const before = await usual(look)
  const endedBefore = before.completed + before.failed
  const isKnown = endedBefore >= rules.minJobs
  const usualPercent = isKnown ? Math.round((100 * before.failed) / endedBefore) : null
  if (percent < MORE_THAN_USUAL * (usualPercent ?? 0)) return
  const { code, params } = await mostFrequent(db, { start, end: at })
  const windowMin = Math.round(rules.windowMs / MINUTE_MS)
  const data = { windowMin, failed: now.failed, ended, usualPercent, code, params }
  const dedupeKey = `failures:${day}:${code}`
  await raiseOnce(db, { kind: 'failures', data, dedupeKey, at })
}

/** Told once a day. */
async function watchCost(look: Look): Promise<void> {
  const { db, rules, now, at, day } = look
  if (rules.costPercent === 0 || now.completed < rules.minJobs) return
  const before = await usual(look)
  const isKnown = before.completed >= rules.minJobs
  const usualMicros = isKnown
    ? before.costMicros / before.completed
    : now.estimateMicros / now.completed
  const perVideoMicros = now.costMicros / now.completed
  if (usualMicros === 0 || perVideoMicros < usualMicros * (1 + rules.costPercent / 100)) return
  const data = {
    windowMin: Math.round(rules.windowMs / MINUTE_MS),
    videos: now.completed,
    perVideoMicros: Math.round(perVideoMicros),
    usualMicros: Math.round(usualMicros),
    comparedWith: isKnown ? ('days' as const) : ('estimate' as const),
  }
  await raiseOnce(db, { kind: 'cost', data, dedupeKey: `cost:${day}`, at })
}

function usual({ db, start }: Look): Promise<EndedLately> {
  return endedLately(db, { start: new Date(start.getTime() - USUAL_MS), end: start })
}

async function mostFrequent(
  db: Db,
  { start, end }: { start: Date; end: Date },
): Promise<{ code: string; params: unknown }> {
  const where = { status: 'FAILED' as const, finishedAt: { gte: start, lt: end } }
  const groups = await db.videoGenerationJob.groupBy({
    by: ['errorCode'],
    where,
    _count: true,
    _max: { id: true },
  })
  const [most] = groups.toSorted((a, b) => b._count - a._count)
  const newest = await db.videoGenerationJob.findFirst({
    where: { id: most?._max.id ?? '' },
    select: { errorParams: true },
  })
  return { code: most?.errorCode ?? 'UNKNOWN', params: newest?.errorParams ?? null }
}

/** Looked for first: most of the time it is told already. */
async function raiseOnce(db: Db, alert: Parameters<typeof raise>[1]): Promise<void> {
  const { dedupeKey } = alert
  if (await db.notification.findUnique({ where: { dedupeKey }, select: { id: true } })) return
  await db.$transaction((tx) => raise(tx, alert))
}
