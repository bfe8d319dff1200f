/** Runs one schedule: chaos for some seconds, then calm, then the check. */
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import { everyJob } from '../../src/jobs/selection.ts'
import type { Ended } from '../e2e/support/program.ts'
import { killRedis } from '../e2e/support/home.ts'
import { ask } from './books.ts'
import { tellViolations, type Violation, violations } from './check.ts'
import { inflict } from './inflict.ts'
import { atWork, OTHER_IS_OLDER, OTHER_VERSION, wasTooOld } from './other-version.ts'
import type { Order, Schedule, WorkerPlan } from './schedule.ts'
import { expectExit, operate, type Show, wasOut } from './show.ts'
import { openStage, productIds, start, type Stage, writeCsv } from './stage.ts'
import { openPlace } from './surroundings.ts'

/** Longer than the calm may ever take: a provider that was down is left alone for a while. */
const DRAIN_MS = 300_000
const DAY_MS = 86_400_000
/** Of approvals, until nothing waits for one. */
const MOST_ROUNDS = 5

export interface Performance {
  /** Broken promises, the harness's own observations among them. */
  found: Violation[]
  /** Where it took place: left there when a promise was broken. */
  home: string
}

/** Runs it in a new home. `verbose` tells its story as it goes. */
export async function perform(schedule: Schedule, verbose = false): Promise<Performance> {
  const notes: string[] = []
  const place = await openPlace(schedule, (line) => notes.push(line))
  const { path: home } = place.home
  const env = { ...schedule.env, ...place.env }
  const stage = openStage(home, { env, verbose, aheadMs: aheadOf(schedule) })
  for (const line of [JSON.stringify(schedule), ...notes]) stage.tell(line)
  const show: Show = {
    stage,
    schedule,
    place,
    workers: [],
    enqueues: [],
    queued: [],
    frozen: [],
    restarts: pLimit(1),
    chaosOver: false,
    allOver: false,
    outages: [],
    seen: [],
  }
  let found: Violation[] | null = null
  try {
    found = await play(show)
    if (found.length > 0) stage.tell(tellViolations(found))
    return { found, home }
  } finally {
    killAll([...show.workers, ...show.enqueues])
    await killRedis(home)
    await place.leave()
    if (found?.length === 0) await place.home.end()
  }
}

/** How far the clock is ahead, so that the budget's day ends when it is to. */
function aheadOf({ midnightMs }: Schedule): number {
  return midnightMs === null ? 0 : DAY_MS - (Date.now() % DAY_MS) - midnightMs
}

async function play(show: Show): Promise<Violation[]> {
  const { stage, schedule, place } = show
  const older = OTHER_IS_OLDER ? await olderFirst(show) : []
  const watching = watchLimits(show)
  const orders = schedule.orders.map((order, index) => placeOrder(show, order, index))
  const slots = schedule.workers.map((plan, slot) => older[slot] ?? keepAlive(show, plan, slot))
  await Promise.all(
    schedule.faults.map((fault) => inflict(show, fault)).concat(sleep(schedule.chaosMs)),
  )
  show.chaosOver = true
  await calm(show, slots, orders)
  show.allOver = true
  await watching
  return [
    ...(await violations(stage.home, {
      bill: place.bill(),
      disturbed: schedule.surroundings.providers !== 'offline',
      storage: place.storage,
    })),
    ...seenViolations(show),
    ...(await lostProducts(show)),
  ]
}

/** The database is made by the older version, whose workers are at work when the first of this one migrates it. */
async function olderFirst(show: Show): Promise<(Promise<void> | undefined)[]> {
  const { stage, schedule } = show
  const first = await start(stage, ['status'], null, OTHER_VERSION!).ended
  expectExit(show, { ended: first, from: performance.now(), allowed: [0] })
  const slots = schedule.workers.map((plan, slot) =>
    plan.isOther || slot === 0
      ? keepAlive(show, { ...plan, isOther: true, pausesMs: [0] }, slot)
      : undefined,
  )
  await sleep(0)
  await atWork(show.workers)
  return slots
}

async function placeOrder(show: Show, order: Order, index: number): Promise<Ended> {
  await sleep(order.afterMs)
  return send(show, order, index)
}

/** Queued, queued in part, or refused by the limit: nothing else may come of an order that lives. */
const ENDS = [0, 3, 4]

async function send(show: Show, order: Order, index: number): Promise<Ended> {
  const from = performance.now()
  const enqueue = start(
    show.stage,
    wordsOf(show.stage, order, index),
    show.chaosOver ? null : order.death,
  )
  show.enqueues.push(enqueue)
  const ended = await enqueue.ended
  if (ended.signal === null) expectExit(show, { ended, from, allowed: ENDS })
  if (ended.code === 0) show.queued.push(order)
  return ended
}

function wordsOf(stage: Stage, order: Order, index: number): string[] {
  const csv = writeCsv(stage.home, `order-${index}.csv`, productIds(order.from, order.to))
  const hold = order.hold === null ? [] : ['--hold', order.hold]
  return ['enqueue', '--csv', csv, '--on-limit', order.onLimit, ...hold]
}

async function keepAlive(show: Show, plan: WorkerPlan, slot: number): Promise<void> {
  let version = plan.isOther ? OTHER_VERSION : null
  for (let life = 0; !show.chaosOver; life++) {
    await sleep(plan.pausesMs[life % plan.pausesMs.length])
    if (show.chaosOver) return
    const words = ['worker', '--concurrency', String(plan.concurrency), '--shutdown-timeout', '2s']
    const from = performance.now()
    const worker = start(show.stage, words, plan.deaths[life] ?? null, version ?? undefined)
    show.workers[slot] = worker
    const ended = await worker.ended
    // It is brought up to date, as whoever runs it would.
    if (wasTooOld(ended)) version = null
    else if (ended.signal === null) expectExit(show, { ended, from, allowed: [0] })
  }
}

/** Kills what is left, sends the orders again that came to nothing, and lets one worker finish; zombies wake up meanwhile. */
async function calm(show: Show, slots: Promise<void>[], orders: Promise<Ended>[]): Promise<void> {
  const { stage, schedule, workers, frozen } = show
  stage.tell('calm')
  const asleep = frozen.length > 0
  if (!asleep) killAll(workers)
  for (const [index, order] of schedule.orders.entries()) {
    const { code } = await orders[index]!
    if (code === null || !ENDS.includes(code)) await send(show, order, index)
  }
  await approveAll(show)
  await drain(show)
  await Promise.all(frozen)
  if (asleep) await sleep(1_000)
  killAll(workers)
  await Promise.all(slots)
  let moved = await retryFailed(show)
  // What turned out dearer than was agreed waits for another approval.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    moved += await approveAll(show)
    if (moved === 0) return
    await drain(show)
    moved = 0
  }
}

function killAll(workers: Show['workers']): void {
  for (const worker of workers) worker?.signal('SIGKILL')
}

/** How many jobs a worker has to look at now. */
async function approveAll(show: Show): Promise<number> {
  if (!show.schedule.orders.some(({ hold }) => hold !== null)) return 0
  const approved = await operate(show, 'approve', ({ jobs }) =>
    jobs.approve(everyJob, { onLimit: 'defer' }),
  )
  return approved?.queued ?? 0
}

async function retryFailed(show: Show): Promise<number> {
  const failed = { ...everyJob, statuses: ['FAILED' as const] }
  const [any] = await ask(
    show.stage.home,
    `SELECT id FROM "VideoGenerationJob" WHERE status = 'FAILED'`,
  )
  if (!any) return 0
  const retried = await operate(show, 'retry', ({ jobs }) =>
    jobs.retry(failed, { onLimit: 'trim' }),
  )
  return retried?.requeued ?? 0
}

async function drain(show: Show): Promise<void> {
  const from = performance.now()
  const worker = start(show.stage, ['worker', '--drain'])
  const timeout = new AbortController()
  const late = sleep(DRAIN_MS, undefined, { signal: timeout.signal }).then(
    () => worker.signal('SIGKILL'),
    () => {},
  )
  const ended = await worker.ended
  timeout.abort()
  await late
  expectExit(show, { ended, from, allowed: [0, 4] })
}

interface UsageRow {
  jobs: number
  jobLimit: number
  micros: number
  microsLimit: number
}

/** Looks at the day's row all the time: the books must be right at every commit, not just at the end. */
async function watchLimits(show: Show): Promise<void> {
  const usage = `SELECT "jobsReserved" + "jobsSpent" AS jobs, "jobLimit", "microsReserved" + "microsSpent" AS micros, "microsLimit"
    FROM "DailyUsage" WHERE provider = '' AND ("jobsReserved" + "jobsSpent" > "jobLimit" OR "microsReserved" + "microsSpent" > "microsLimit"
      OR "jobsReserved" < 0 OR "microsReserved" < 0)`
  while (!show.allOver) {
    const from = performance.now()
    const rows = await ask<UsageRow>(show.stage.home, usage).catch((error: unknown) => {
      if (!wasOut(show, from)) show.seen.push(`nobody answers: ${String(error)}`)
      return []
    })
    for (const row of rows) show.seen.push(`the limit was passed: ${JSON.stringify(row)}`)
    await sleep(100)
  }
}

function seenViolations({ seen }: Show): Violation[] {
  return seen.length > 0 ? [{ promise: 'processes behave', problems: seen }] : []
}

/** Every product of an order that was queued as a whole has its job. */
async function lostProducts({ stage, queued }: Show): Promise<Violation[]> {
  const jobs = await ask<{ productId: string }>(
    stage.home,
    'SELECT "productId" FROM "VideoGenerationJob"',
  )
  const known = new Set(jobs.map((job) => job.productId))
  const lost = queued.flatMap(({ from, to }) => productIds(from, to)).filter((id) => !known.has(id))
  return lost.length > 0 ? [{ promise: 'nothing that was queued is lost', problems: lost }] : []
}
