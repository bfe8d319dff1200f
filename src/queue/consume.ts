import type Bull from 'bull'
import type { Consumer, DeliveryHandler } from '../jobs/dispatcher.ts'
import { bullJob, type DeliveryData, type DeliveryQueue } from './bull.ts'
import type { Clients } from './clients.ts'
import { within } from './deadline.ts'

/** Bull's goodbye to Redis; without Redis it would wait for ever. */
const GOODBYE_MS = 1500

export interface ConsumeOptions {
  queue: DeliveryQueue
  clients: Clients
  concurrency: number
  handler: DeliveryHandler
  onError: (error: Error) => void
}

/** Handles deliveries until stopped; goes on by itself after Redis was away, however long. */
export function consume(options: ConsumeOptions): Consumer {
  const { queue, clients } = options
  const returning = new Set<Promise<void>>()
  let stopped = false
  const onError = (error: unknown) => {
    if (!stopped) options.onError(toError(error))
  }
  queue.on('error', onError)
  const running = queue.process(options.concurrency, async (job: Bull.Job<DeliveryData>) => {
    if (!stopped) return handle(options, job.data)
    const returned = handBack(queue, job)
    returning.add(returned)
    await returned
  })
  running.catch(onError)
  async function stop(): Promise<void> {
    if (stopped) return
    stopped = true
    await within(GOODBYE_MS, queue.pause(true, true)).catch(ignore)
  }
  return {
    stop,
    async close() {
      await stop()
      await within(GOODBYE_MS, Promise.all(returning)).catch(ignore)
      await closeQueue(queue, clients)
    },
  }
}

/** Closes a queue and its connections, without waiting for handlers and with or without Redis. */
export async function closeQueue(queue: DeliveryQueue, clients: Clients): Promise<void> {
  const closing = queue.close(true)
  await within(GOODBYE_MS, closing).catch(ignore)
  clients.disconnect()
  // Bull may connect once more on its way out, after our patience was over.
  closing.finally(() => clients.disconnect()).catch(ignore)
}

/** Bull never sees a failure: it would count it as the job's. */
async function handle({ handler, onError }: ConsumeOptions, data: DeliveryData): Promise<void> {
  try {
    await handler({ jobId: data.jobId, seq: data.seq })
  } catch (error) {
    onError(toError(error))
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

/** A delivery that came in the moment of stopping: another worker shall have it, under a new name. */
async function handBack(queue: DeliveryQueue, job: Bull.Job<DeliveryData>): Promise<void> {
  const delivery = { ...job.data, begun: job.opts.lifo ?? false }
  const { data, opts } = bullJob(delivery, `${job.id}-again`)
  await queue.add(data, opts)
}

function ignore(): void {}
