import type Bull from 'bull'
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
  return new BullQueue<DeliveryData>('deliveries', options)
}
