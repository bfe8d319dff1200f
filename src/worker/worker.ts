/** A worker: consumes deliveries, keeps leases, does the house's duties, drains and stops. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer, Transport } from '../jobs/dispatcher.ts'
import type { JobsContext } from '../jobs/context.ts'
import type { AlertRules } from '../notify/alert.ts'
import type { Channel } from '../notify/channel.ts'
import { type Deliverer, startDeliverer } from '../notify/deliverer.ts'
import type { Origin } from '../notify/message.ts'
import type { PipelineServices } from '../pipeline/run.ts'
import type { WorkerResult } from '../results.ts'
import type { RunningJob, WorkerEvent, WorkerHandle, WorkerOptions } from '../requests.ts'
import { drainState } from './drain.ts'
import { keepLeases, type LeaseKeeper } from './leases.ts'
import { type AttemptPolicy, WorkerStopped } from './outcome.ts'
import { announceBatches } from '../jobs/announce.ts'
import { announceMade } from '../jobs/approval-alerts.ts'
import { returnDelivery } from '../jobs/dispatch.ts'
import { problemOf, runDelivery, type RunnerContext, type TakenDelivery } from './runner.ts'
import { sweepStorage, sweepWorkFolder } from '../upkeep/sweep.ts'
import { keepUp, type Upkeep } from './upkeep.ts'
import { resign, tick, type TickContext } from './tick.ts'
import { createWatch } from './watch.ts'

const TICK_MS = 1_000
const DEFAULT_SHUTDOWN_MS = 30_000
/** Time for the interrupted calls to return and their jobs to be handed back. */
const HAND_BACK_MS = 5_000
/** Time for alerts that are still to be sent, of a drain and of a worker that was told to stop. */
const LAST_ALERTS_MS = 20_000
const LAST_ALERTS_STOPPED_MS = 5_000

export interface WorkerContext
  extends PipelineServices, Pick<JobsContext, 'prices' | 'video' | 'videoLimits' | 'maxAttempts'> {
  transport: Transport
  /** Where alerts go, and who they are from. */
  channels: readonly Channel[]
  origin: Origin
  alertRules: AlertRules
  /** Starts the home's own Redis again where it is gone; nothing for one that is not ours. */
  reviveQueue: () => Promise<void>
  /** Throws DATABASE_REPLACED or DATABASE_OTHER_TIMEZONE: it must not buy on. */
  assertUnchanged: () => Promise<void>
  /** What is done at the start and every hour, beside the jobs. */
  upkeep?: Upkeep
  /** Unique to the process. */
  worker: string
  policy: AttemptPolicy
  jobTimeoutMs: number
  maxCrashes: number
}

/** Starts a worker. Throws what keeps it from starting: the queue or the storage out of reach. */
export async function startWorker(
  context: WorkerContext,
  options: WorkerOptions & { concurrency: number },
): Promise<WorkerHandle> {
  await context.storage.check()
  await sweepWorkFolder(context.workFolder, context.clock())
  await sweepStorage(context.storage, context.clock())
  const totals: WorkerResult = {
    processed: 0,
    completed: 0,
    failed: 0,
    retried: 0,
    waiting: {},
    costMicros: 0,
  }
  const emit = (event: Omit<WorkerEvent, 'at'>) => {
    count(totals, event)
    options.onEvent?.({ ...event, at: context.clock() })
  }
  const stopping = new AbortController()
  const running = new Map<string, RunningJob>()
  const leases = keepLeases({
    ...context,
    onProblem: (error) => emit({ type: 'problem', error: problemOf(error) }),
  })
  const begun = { drains: false }
  const runner: RunnerContext = {
    ...context,
    leases,
    stopping: stopping.signal,
    draining: () => begun.drains,
    running,
    emit,
  }
  const inFlight = new Set<Promise<void>>()
  const most = options.maxJobs ?? Infinity
  const quota = { left: most, toBegin: most }
  const consumer = await context.transport.consume(options.concurrency, (delivery) => {
    const run = runWithin(quota, runner, delivery)
    inFlight.add(run)
    return run.finally(() => inFlight.delete(run))
  })
  const deliverer = startDeliverer({
    ...context,
    owner: context.worker,
    onFailing: ({ code, params }) => {
      emit({ type: 'problem', error: { code, params: params as Record<string, unknown> } })
    },
    onProblem: (error) => emit({ type: 'problem', error: problemOf(error) }),
  })
  emit({ type: 'ready' })
  const life: Life = {
    context,
    options,
    consumer,
    deliverer,
    quota,
    begun,
    totals,
    emit,
    stopping,
    running,
    inFlight,
  }
  const finished = liveAndClose(life, leases)
  return { running: () => [...running.values()], totals: () => ({ ...totals }), finished }
}

/** Runs a delivery while the worker may still run jobs; one that comes too late is for others. */
async function runWithin(
  quota: Quota,
  runner: RunnerContext,
  delivery: TakenDelivery,
): Promise<void> {
  if (quota.left <= 0) return returnDelivery(runner.db, delivery)
  quota.left--
  let begun = false
  const emit: RunnerContext['emit'] = (event) => {
    if (event.type === 'started') {
      begun = true
      quota.toBegin--
    }
    runner.emit(event)
  }
  await runDelivery({ ...runner, emit }, delivery)
  // It was stale, or its lease could not be taken.
  if (!begun) quota.left++
}

/** How many more jobs the worker runs. */
interface Quota {
  /** Less those whose deliveries are in hand: one that turns out to be stale gives its place back. */
  left: number
  /** Less those that have begun. */
  toBegin: number
}

interface Life {
  context: WorkerContext
  options: WorkerOptions
  consumer: Consumer
  deliverer: Deliverer
  quota: Quota
  /** Once it drains, jobs that only wait for a provider hand back. */
  begun: { drains: boolean }
  totals: WorkerResult
  emit: (event: Omit<WorkerEvent, 'at'>) => void
  stopping: AbortController
  running: Map<string, RunningJob>
  inFlight: Set<Promise<void>>
}

async function liveAndClose(life: Life, leases: LeaseKeeper): Promise<WorkerResult> {
  try {
    return await live(life)
  } finally {
    await leases.stop()
    await life.consumer.close()
    await resign(life.context).catch(() => {})
  }
}

async function live(life: Life): Promise<WorkerResult> {
  const house: TickContext = {
    ...life.context,
    dispatcher: life.context.transport,
    imageProvider: life.context.images.provider,
    watch: createWatch(life.context.alertRules),
  }
  const wake = AbortSignal.any(
    [life.options.signal, life.options.stopNow].filter((s) => s !== undefined),
  )
  const upkeep = keepUp(life.context.upkeep, (error) =>
    life.emit({ type: 'problem', error: problemOf(error) }),
  )
  let queueLost = false
  while (!wake.aborted) {
    life.options.onRound?.()
    await stopIfChanged(life)
    queueLost = await oneTick(life, house, queueLost)
    life.deliverer.kick()
    if (!queueLost && (await isDone(life))) break
    await sleep(TICK_MS, undefined, { signal: wake }).catch(() => {})
  }
  if (wake.aborted) life.emit({ type: 'draining' })
  await Promise.all([shutDown(life), upkeep.end(wake)])
  for (const announce of [announceBatches, announceMade]) {
    await announce(life.context).catch((error: unknown) => {
      life.emit({ type: 'problem', error: problemOf(error) })
    })
  }
  await life.deliverer.finish({
    limitMs: wake.aborted ? LAST_ALERTS_STOPPED_MS : LAST_ALERTS_MS,
    unless: life.options.stopNow,
  })
  life.totals.waiting = (await drainState(life.context.db)).waiting
  return life.totals
}

const CHANGED = new Set(['DATABASE_REPLACED', 'DATABASE_OTHER_TIMEZONE'])

/** Nothing more is bought by what is no longer so; a database that is away only is waited for. */
async function stopIfChanged({ context, consumer, stopping, inFlight }: Life): Promise<void> {
  try {
    await context.assertUnchanged()
  } catch (error) {
    if (!CHANGED.has((error as { code?: string }).code ?? '')) return
    stopping.abort(new WorkerStopped())
    await consumer.stop()
    await settledWithin(inFlight, HAND_BACK_MS)
    throw error
  }
}

async function oneTick(life: Life, house: TickContext, queueLost: boolean): Promise<boolean> {
  try {
    await tick(house)
    if (queueLost) life.emit({ type: 'queue-back' })
    return false
  } catch (error) {
    const lost = (error as { code?: string }).code === 'QUEUE_UNREACHABLE'
    if (lost && !queueLost) life.emit({ type: 'queue-lost' })
    if (lost) await life.context.reviveQueue().catch(() => {})
    if (!lost) life.emit({ type: 'problem', error: problemOf(error) })
    return lost
  }
}

async function isDone(life: Life): Promise<boolean> {
  const { options, quota, consumer, context, running, inFlight } = life
  if (quota.toBegin <= 0) {
    await consumer.stop()
    return inFlight.size === 0
  }
  if (!options.drain || running.size > 0) return false
  return (await drainState(context.db)).busy === 0
}

/** Takes nothing more, lets running jobs finish for a while, then hands them back. */
async function shutDown(life: Life): Promise<void> {
  const { consumer, options, stopping, inFlight } = life
  life.begun.drains = true
  await consumer.stop()
  await settledWithin(inFlight, options.shutdownTimeoutMs ?? DEFAULT_SHUTDOWN_MS, options.stopNow)
  stopping.abort(new WorkerStopped())
  await settledWithin(inFlight, HAND_BACK_MS)
}

async function settledWithin(
  inFlight: Set<Promise<void>>,
  limitMs: number,
  unless?: AbortSignal,
): Promise<void> {
  const settled = new AbortController()
  const signal = AbortSignal.any([settled.signal, unless].filter((s) => s !== undefined))
  const timeout = sleep(limitMs, undefined, { signal }).catch(() => {})
  await Promise.race([Promise.allSettled(inFlight), timeout])
  settled.abort()
}

/** What a run may do to a job that leaves it with nothing more for a worker to do. */
const HANDLED = new Set<WorkerEvent['type']>(['completed', 'failed', 'awaiting-approval'])

function count(totals: WorkerResult, event: Omit<WorkerEvent, 'at'>): void {
  if (event.type === 'completed') totals.completed++
  if (event.type === 'failed') totals.failed++
  if (event.type === 'retrying') totals.retried++
  if (HANDLED.has(event.type)) totals.processed++
  totals.costMicros += event.costMicros ?? 0
}
