/** Runs one schedule: chaos for some seconds, then calm, then the check. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ended, Program } from '../e2e/support/program.ts'
import { type FreshHome, killRedis, redisPid } from '../e2e/support/home.ts'
import { ask } from './books.ts'
import { tellViolations, type Violation, violations } from './check.ts'
import type { Death, Fault, Order, Schedule, WorkerPlan } from './schedule.ts'
import { flushRedis, openStage, productIds, run, type Stage, start, writeCsv } from './stage.ts'

/** The exit code of who finds no Redis, or a locked database. */
const OUT_OF_REACH = 5
/** Longer than the calm may ever take. */
const DRAIN_MS = 60_000
/** Until then somebody has noticed that Redis is gone, and has it back. */
const REVIVED_MS = 5_000

/** Broken promises, the harness's own observations among them. */
export async function perform(
  schedule: Schedule,
  home: FreshHome,
  verbose = false,
): Promise<Violation[]> {
  const stage = openStage(home.path, { ...schedule.env, ...home.env }, verbose)
  stage.tell(JSON.stringify(schedule))
  const show: Show = {
    stage,
    schedule,
    workers: [],
    frozen: [],
    chaosOver: false,
    allOver: false,
    outages: [],
    seen: [],
  }
  const watching = watchLimits(show)
  const orders = schedule.orders.map((order, index) => place(show, order, index))
  const slots = schedule.workers.map((plan, slot) => keepAlive(show, plan, slot))
  await Promise.all(
    schedule.faults.map((fault) => inflict(show, fault)).concat(sleep(schedule.chaosMs)),
  )
  show.chaosOver = true
  const placed = await Promise.all(orders)
  await calm(show, slots)
  show.allOver = true
  await watching
  const found = [
    ...(await violations(stage.home)),
    ...seenViolations(show),
    ...(await lostProducts(show, placed)),
  ]
  if (found.length > 0) stage.tell(tellViolations(found))
  return found
}

/** By performance.now(). */
interface Span {
  from: number
  to: number
}

interface Show {
  stage: Stage
  schedule: Schedule
  workers: (Program | undefined)[]
  /** Workers that lie still for now, until they are woken. */
  frozen: Promise<void>[]
  chaosOver: boolean
  allOver: boolean
  /** Redis frozen or killed, or a frozen worker that may hold the database's lock: who starts then may say so and end. */
  outages: Span[]
  /** What was seen that must not be. */
  seen: string[]
}

interface Placed {
  order: Order
  ended: Ended
}

async function place(show: Show, order: Order, index: number): Promise<Placed> {
  await sleep(order.afterMs)
  return { order, ended: await send(show, { order, index, death: order.death }) }
}

/** Queued, queued in part, or refused by the limit: nothing else may come of an order that lives. */
async function send(
  show: Show,
  { order, index, death }: { order: Order; index: number; death: Death | null },
): Promise<Ended> {
  const from = performance.now()
  const ended = await start(show.stage, wordsOf(show.stage, order, index), death).ended
  if (ended.signal === null) expectExit(show, { ended, from, allowed: [0, 3, 4] })
  return ended
}

function wordsOf(stage: Stage, order: Order, index: number): string[] {
  const csv = writeCsv(stage.home, `order-${index}.csv`, productIds(order.from, order.to))
  return ['enqueue', '--csv', csv, '--on-limit', order.onLimit]
}

interface Exit {
  ended: Ended
  /** When it started. */
  from: number
  allowed: number[]
}

function expectExit(show: Show, { ended, from, allowed }: Exit): void {
  const { code, signal, stderr } = ended
  if (code !== null && allowed.includes(code)) return
  if (!isExcused(show, code, from))
    show.seen.push(`a process ended with ${code ?? signal}: ${stderr}`)
}

async function keepAlive(show: Show, plan: WorkerPlan, slot: number): Promise<void> {
  for (let life = 0; !show.chaosOver; life++) {
    await sleep(plan.pausesMs[life % plan.pausesMs.length])
    if (show.chaosOver) return
    const words = ['worker', '--concurrency', String(plan.concurrency), '--shutdown-timeout', '2s']
    const worker = start(show.stage, words, plan.deaths[life] ?? null)
    show.workers[slot] = worker
    const from = performance.now()
    const ended = await worker.ended
    if (ended.signal === null) expectExit(show, { ended, from, allowed: [0] })
  }
}

/** Whether an outage while it lived explains this end of a process. */
function isExcused({ outages }: Show, code: number | null, startedAt: number): boolean {
  if (code !== OUT_OF_REACH) return false
  return outages.some(({ from, to }) => from < performance.now() && startedAt < to)
}

async function inflict(show: Show, fault: Fault): Promise<void> {
  await sleep(fault.afterMs)
  const { stage, workers } = show
  const worker = workers[fault.worker % show.schedule.workers.length]
  stage.tell(`${fault.kind} ${fault.kind.endsWith('-worker') ? (worker?.pid ?? '-') : ''}`)
  switch (fault.kind) {
    case 'kill-worker':
      return worker?.signal('SIGKILL')
    case 'stop-worker':
      return worker?.signal('SIGTERM')
    case 'freeze-worker':
      outage(show, fault.forMs)
      worker?.signal('SIGSTOP')
      show.frozen.push(sleep(fault.forMs).then(() => worker?.signal('SIGCONT')))
      return
    case 'kill-redis':
      outage(show, REVIVED_MS)
      return killRedis(stage.home)
    case 'flush-redis':
      return flushRedis(stage.home)
    case 'freeze-redis':
      outage(show, fault.forMs + REVIVED_MS)
      return freezeRedis(stage.home, fault.forMs)
    case 'cancel-job':
      return cancelOne(stage)
    case 'retry-failed':
      await run(stage, ['retry', '--status', 'FAILED', '--yes'])
  }
}

function outage(show: Show, forMs: number): void {
  const from = performance.now()
  show.outages.push({ from, to: from + forMs })
}

async function freezeRedis(home: string, forMs: number): Promise<void> {
  const pid = await redisPid(home)
  if (pid === null) return
  process.kill(pid, 'SIGSTOP')
  await sleep(forMs)
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // Another fault has killed it meanwhile.
  }
}

/** The oldest job that has not ended. */
async function cancelOne(stage: Stage): Promise<void> {
  const open = `SELECT id FROM "VideoGenerationJob" WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') ORDER BY id LIMIT 1`
  const [job] = await ask<{ id: string }>(stage.home, open)
  if (job) await run(stage, ['cancel', job.id, '--yes'])
}

/** Kills what is left, sends the killed orders again, and lets one worker finish; zombies wake up meanwhile. */
async function calm(show: Show, slots: Promise<void>[]): Promise<void> {
  const { stage, schedule, workers, frozen } = show
  stage.tell('calm')
  const asleep = frozen.length > 0
  if (!asleep) for (const worker of workers) worker?.signal('SIGKILL')
  for (const [index, order] of schedule.orders.entries()) {
    if (order.death) await send(show, { order, index, death: null })
  }
  await drain(show)
  await Promise.all(frozen)
  if (asleep) await sleep(1_000)
  for (const worker of workers) worker?.signal('SIGKILL')
  await Promise.all(slots)
  await run(stage, ['retry', '--status', 'FAILED', '--yes', '--on-limit', 'trim'])
  await drain(show)
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
    for (const row of await ask<UsageRow>(show.stage.home, usage))
      show.seen.push(`the limit was passed: ${JSON.stringify(row)}`)
    await sleep(50)
  }
}

function seenViolations({ seen }: Show): Violation[] {
  return seen.length > 0 ? [{ promise: 'processes behave', problems: seen }] : []
}

/** Every product of an order that was queued as a whole has its job. */
async function lostProducts({ stage }: Show, placed: Placed[]): Promise<Violation[]> {
  const jobs = await ask<{ productId: string }>(
    stage.home,
    'SELECT "productId" FROM "VideoGenerationJob"',
  )
  const known = new Set(jobs.map((job) => job.productId))
  const queued = placed.filter(({ ended }) => ended.code === 0)
  const lost = queued
    .flatMap(({ order }) => productIds(order.from, order.to))
    .filter((id) => !known.has(id))
  return lost.length > 0 ? [{ promise: 'nothing that was queued is lost', problems: lost }] : []
}
