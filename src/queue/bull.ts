import type Bull from 'bull'
import type { Delivery } from '../jobs/dispatcher.ts'
import type { Clients } from './clients.ts'

/** What a Bull job carries: the identity of one delivery. */
export interface DeliveryData {
  jobId: string
  seq: number
}

export type DeliveryQueue = Bull.Queue<DeliveryData>

/**
 * A Bull queue over the given connections. Bull is transport here: no delay, timeout, limiter,
 * priority or retry, and a stalled delivery is only a repeated one, so it may stall for ever.
 */
export async function openQueue(prefix: string, clients: Clients): Promise<DeliveryQueue> {
  const { default: BullQueue } = await import('bull')
  const options: Bull.QueueOptions & { skipVersionCheck: true } = {
    prefix,
    createClient: (type) => clients.create(type),
    skipVersionCheck: true,
    settings: {
      lockDuration: 30_000,
      stalledInterval: 15_000,
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      guardInterval: 60_000,
      retryProcessDelay: 500,
    },
  }
  return tame(new BullQueue<DeliveryData>('deliveries', options))
}

/** Parts of Bull 4.16.5, which is pinned, that its types leave out. */
interface BullInternals {
  setWorkerName: () => Promise<void>
  processJob: (job: unknown, notFetch?: boolean) => Promise<unknown>
}

/**
 * Two things that Bull has no option for. It names its connection and drops the promise of that,
 * which is an unhandled rejection where Redis is away. And with the end of a job it takes the next
 * one, even when it is just being stopped: that delivery would lie under a lock until it expires.
 */
function tame(queue: DeliveryQueue): DeliveryQueue {
  const internals = queue as DeliveryQueue & BullInternals
  const processJob = internals.processJob
  internals.setWorkerName = async () => {}
  internals.processJob = async (job) => processJob(job, true)
  return queue
}

/** Prefixed, since Bull's own keys are named like jobs; a repeated delivery has the same id. */
export function bullId(delivery: Delivery): string {
  return `v-${delivery.jobId}-${delivery.seq}`
}

/** A delivery as Bull takes it: one attempt, removed as soon as it has ended. */
export function bullJob(
  delivery: Delivery,
  id = bullId(delivery),
): { data: DeliveryData; opts: Bull.JobOptions } {
  return {
    data: { jobId: delivery.jobId, seq: delivery.seq },
    opts: {
      jobId: id,
      lifo: delivery.begun,
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: true,
    },
  }
}
