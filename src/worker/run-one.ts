import { setTimeout as sleep } from 'node:timers/promises'
import type { VideoGenerationJob } from '../generated/sqlite/client.ts'
import { RUNNABLE } from '../jobs/states.ts'
import type { WorkerEvent } from '../requests.ts'
import { keepLeases } from './leases.ts'
import { WorkerStopped } from './outcome.ts'
import { problemOf, runDelivery, type RunnerContext } from './runner.ts'
import type { WorkerContext } from './worker.ts'

const LOOK_EVERY_MS = 500

/**
 * Runs one job until it has ended or waits for somebody, and no other; where a worker has it, that
 * worker's end is waited for. Returns the job as it stands then.
 */
export async function runOne(
  context: Omit<WorkerContext, 'assertUnchanged' | 'reviveQueue' | 'transport'>,
  jobId: string,
  { signal, onEvent }: { signal: AbortSignal; onEvent: (event: WorkerEvent) => void },
): Promise<VideoGenerationJob> {
  const emit: RunnerContext['emit'] = (event) => onEvent({ ...event, at: context.clock() })
  const onProblem = (error: unknown) => emit({ type: 'problem', error: problemOf(error) })
  const leases = keepLeases({ ...context, onProblem })
  const draining = () => signal.aborted
  const stopping = new AbortController()
  const stop = () => stopping.abort(new WorkerStopped())
  signal.addEventListener('abort', stop, { once: true })
  const runner: RunnerContext = {
    ...context,
    leases,
    stopping: stopping.signal,
    draining,
    running: new Map(),
    emit,
  }
  try {
    for (;;) {
      const job = await context.db.videoGenerationJob.findUniqueOrThrow({ where: { id: jobId } })
      if (!RUNNABLE.includes(job.status) || job.heldFor !== null || signal.aborted) return job
      const isDue = !job.nextRunAt || job.nextRunAt <= context.clock()
      if (isDue && job.leaseOwner === null) {
        await runDelivery(runner, { jobId, seq: job.deliverySeq })
      } else {
        await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
      }
    }
  } finally {
    signal.removeEventListener('abort', stop)
    await leases.stop()
  }
}
