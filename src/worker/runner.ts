/** Runs one delivery: takes the lease, runs the pipeline, concludes. */
import type { JobInput, JobOptions } from '../jobs/context.ts'
import { asVidgenError } from '../known-error.ts'
import { LEASE_MS, takeLease } from '../jobs/lease.ts'
import { LeaseLost } from '../jobs/transitions.ts'
import { startPatience } from '../pipeline/patience.ts'
import { runPipeline } from '../pipeline/pipeline.ts'
import { readDoneSteps } from '../pipeline/steps.ts'
import { actorOf, inTransaction, type PipelineServices, type Run } from '../pipeline/run.ts'
import type { RunningJob, WorkerEvent } from '../requests.ts'
import type { LeaseInHand, LeaseKeeper } from './leases.ts'
import { type AttemptPolicy, conclude, endingOf } from './outcome.ts'
import { writeProgress } from './progress.ts'
import { tellingOf, type Told } from './telling.ts'

export interface RunnerContext extends PipelineServices {
  worker: string
  leases: LeaseKeeper
  policy: AttemptPolicy
  jobTimeoutMs: number
  /** Aborted with WorkerStopped when running jobs must be handed back. */
  stopping: AbortSignal
  /** Whether the worker takes nothing new any more. */
  draining: () => boolean
  running: Map<string, RunningJob>
  emit: (event: Omit<WorkerEvent, 'at'>) => void
}

/** A delivery as a worker takes it from the queue. */
export interface TakenDelivery {
  jobId: string
  seq: number
}

/** Handles a delivery; a stale one ends at once, before it has told of a start. Never throws. */
export async function runDelivery(context: RunnerContext, delivery: TakenDelivery): Promise<void> {
  try {
    const run = await startRun(context, delivery)
    if (run) await finishRun(context, run)
  } catch (error) {
    context.emit({ type: 'problem', jobId: delivery.jobId, error: problemOf(error) })
  }
}

type LeasedRun = Run & {
  lease: LeaseInHand
  spent: () => number
  /** Tells of the job, with where it stands. */
  tell: (event: Told) => void
}

async function startRun(
  context: RunnerContext,
  delivery: TakenDelivery,
): Promise<LeasedRun | null> {
  if (context.stopping.aborted) return null
  const takenAtMs = performance.now()
  const at = context.clock()
  const job = await takeLease(context.db, {
    ...delivery,
    worker: context.worker,
    at,
    until: new Date(at.getTime() + LEASE_MS),
    maxAttempts: context.policy.maxAttempts,
  })
  if (!job) return null
  // Before the lease is kept, so that it runs out if this fails. A first lease can't find anything.
  const done = job.fence > 1 ? await readDoneSteps(context.db, job.id) : new Map()
  const lease = context.leases.keep(job.id, takenAtMs)
  const patience = startPatience(context.jobTimeoutMs)
  const view: RunningJob = {
    jobId: job.id,
    productId: job.productId,
    status: job.status,
    step: null,
    progress: 0,
    attempt: job.attempt,
    startedAt: at,
  }
  context.running.set(job.id, view)
  const charged = new Map<string, number>()
  const told = tellingOf(context, view)
  told.emit({ type: 'started' })
  return {
    ...context,
    job,
    lease,
    patience,
    done,
    ranBefore: job.fence > 1,
    input: job.input as JobInput,
    options: job.options as JobOptions,
    signal: AbortSignal.any([lease.signal, patience.signal, context.stopping]),
    assertLeaseFresh: () => lease.assertFresh(),
    spent: () => [...charged.values()].reduce((sum, micros) => sum + micros, 0),
    onCharged: (callId, micros) => {
      charged.set(callId, micros)
    },
    onCall: told.call,
    tell: told.emit,
    onStorageAway: ({ code, params }) => {
      told.emit({ type: 'problem', error: { code, params: { ...params } } })
    },
    cancelRequested: () => job.cancelRequested || lease.cancelRequested(),
    onStep: (step, progress) => {
      if (view.step !== step) told.begin(step)
      Object.assign(view, { step, progress: Math.max(view.progress, progress), status: job.status })
    },
  }
}

async function finishRun(context: RunnerContext, run: LeasedRun): Promise<void> {
  const { job } = run
  const stopProgress = writeProgress(context, job, () => context.running.get(job.id)?.progress ?? 0)
  try {
    const done = await attempt(context, run)
    run.tell({ ...done, costMicros: run.spent() })
  } finally {
    stopProgress()
    run.patience.end()
    run.lease.drop()
    context.running.delete(job.id)
  }
}

async function attempt(
  context: RunnerContext,
  run: LeasedRun,
): Promise<Omit<WorkerEvent, 'at' | 'jobId'>> {
  try {
    const done = await runPipeline(run)
    return { type: done === 'published' ? 'completed' : 'awaiting-approval' }
  } catch (thrown) {
    // An aborted call throws in its own way; the reason for the abort is what counts.
    const error: unknown = run.signal.aborted ? run.signal.reason : thrown
    if (error instanceof LeaseLost) return { type: 'returned' }
    const ending = endingOf(error, { jobTimeoutMs: context.jobTimeoutMs })
    return concludeSafely(context, run, ending)
  }
}

async function concludeSafely(
  context: RunnerContext,
  run: LeasedRun,
  ending: ReturnType<typeof endingOf>,
): Promise<Omit<WorkerEvent, 'at' | 'jobId'>> {
  try {
    return await inTransaction(run, (tx) =>
      conclude(tx, run.job, ending, { by: actorOf(context), ...context }),
    )
  } catch (error) {
    if (error instanceof LeaseLost) return { type: 'returned' }
    throw error
  }
}

/** What the worker says of what went wrong beside its jobs. */
export function problemOf(error: unknown): NonNullable<WorkerEvent['error']> {
  const { code, params } = asVidgenError(error)
  if (code !== 'UNEXPECTED') return { code, params: { ...params } }
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'UNEXPECTED_FAILURE', params: { reason } }
}
