/** Runs jobs as a worker does, one delivery at a time, without a queue. */
import { onTestFinished } from 'vitest'
import { dispatch } from '../../src/jobs/dispatch.ts'
import { keepLeases } from '../../src/worker/leases.ts'
import { runDelivery, type RunnerContext } from '../../src/worker/runner.ts'
import type { WorkerEvent } from '../../src/requests.ts'
import type { World } from './world.ts'

export interface TestWorker {
  context: RunnerContext
  events: WorkerEvent[]
  stop: AbortController
  /** Runs the job of a product with a delivery that is right for it. */
  run(productId: string): Promise<void>
  /** Dispatches and runs until nothing is due. */
  runDue(): Promise<void>
}

/** A worker of a shop; `change` replaces parts of it. */
export function testWorker(world: World, change: Partial<RunnerContext> = {}): TestWorker {
  const { db, clock, storage, images, context: jobs, transport } = world
  const events: WorkerEvent[] = []
  const stop = new AbortController()
  const worker = change.worker ?? 'w1'
  const leases = keepLeases({ db, worker, clock, onProblem: () => {} })
  onTestFinished(() => leases.stop())
  const context: RunnerContext = {
    db,
    clock,
    actor: worker,
    timezone: jobs.timezone,
    limits: jobs.limits,
    approval: jobs.approval,
    storage,
    ...world.pipeline,
    workFolder: jobs.workFolder,
    worker,
    leases,
    policy: { maxAttempts: 3, backoffMs: 5000 },
    jobTimeoutMs: 60_000,
    stopping: stop.signal,
    draining: () => false,
    running: new Map(),
    emit: (event) => events.push({ ...event, at: clock() }),
    ...change,
  }
  return {
    context,
    events,
    stop,
    async run(productId) {
      const { id, deliverySeq } = await world.job(productId)
      await runDelivery(context, { jobId: id, seq: deliverySeq })
    },
    async runDue() {
      const house = { db, clock, dispatcher: transport, imageProvider: images.provider }
      for (;;) {
        await dispatch(house)
        const due = transport.take()
        if (due.length === 0) return
        for (const { jobId, seq } of due) await runDelivery(context, { jobId, seq })
      }
    },
  }
}

/** From then on the worker's leases tell of a request to cancel, as their renewal would. */
export function cancelWhen(worker: TestWorker, isRequested: () => boolean): void {
  const { leases } = worker.context
  worker.context.leases = {
    keep: (...args) => ({ ...leases.keep(...args), cancelRequested: isRequested }),
    stop: () => leases.stop(),
  }
}
