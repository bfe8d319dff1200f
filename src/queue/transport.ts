import type { Consumer, Transport } from '../jobs/dispatcher.ts'
import { parseRedisUrl, type RedisAddress } from './address.ts'
import { openQueue, type DeliveryQueue } from './bull.ts'
import { openClients, queueError, type Clients } from './clients.ts'
import { closeQueue, consume } from './consume.ts'
import { within } from './deadline.ts'
import { deliverAll } from './deliver.ts'
import { readEpoch, readServer } from './epoch.ts'
import { peekWaiting, withdrawWaiting } from './waiting.ts'

/** A producer waits this long for Redis before it says that Redis is out of reach. */
const REACH_MS = 3000

export interface TransportOptions {
  /** As {@link parseRedisUrl} takes it. */
  url: string
  /** The authorities that TLS trusts, in PEM; else the system's. */
  caFile?: string | null
  /** See `queuePrefix`. */
  prefix: string
  /** A connection that owes an answer for longer is given up and made anew; 10,000 by default. */
  socketTimeoutMs?: number
  /** Hears what goes wrong in the background, such as a lost connection; may be called often. */
  onError?: (error: Error) => void
}

/**
 * The prefix of all keys of one installation: two databases on one Redis never mix, and the braces
 * keep the keys together on one node of a Cluster.
 */
export function queuePrefix(installationId: string): string {
  return `{vidgen:${installationId}}`
}

/**
 * Deliveries by Bull. Connects at first use. Throws QUEUE_BAD_URL; its methods QUEUE_UNREACHABLE and
 * QUEUE_REFUSED within seconds.
 */
export async function createTransport(options: TransportOptions): Promise<Transport> {
  const address = parseRedisUrl(options.url, options.caFile)
  const connection = { address, socketTimeoutMs: options.socketTimeoutMs ?? 10_000 }
  const onError = options.onError ?? (() => {})
  const clients = await openClients({ ...connection, patience: 'asking' })
  const queue = await openQueue(options.prefix, clients)
  queue.on('error', onError)
  const ask = asker({ address, queue, clients })
  const consumers: Consumer[] = []
  return {
    deliver: async (deliveries) => ask(async () => deliverAll(queue, deliveries)),
    waiting: async () => ask(async () => soon(queue.client.llen(queue.toKey('wait')))),
    peek: async () => ask(async () => soon(peekWaiting(queue))),
    withdraw: async (deliveries) => ask(async () => withdrawWaiting(queue, deliveries)),
    epoch: async () => ask(async () => soon(readEpoch(queue.client, options.prefix))),
    server: async () => ask(async () => soon(readServer(queue.client, options.prefix))),
    async consume(concurrency, handler) {
      await ask(async () => {})
      const clients = await openClients({ ...connection, patience: 'serving' })
      const queue = await openQueue(options.prefix, clients)
      const consumer = consume({ queue, clients, concurrency, handler, onError })
      consumers.push(consumer)
      return consumer
    },
    async close() {
      await Promise.all([...consumers.map((c) => c.close()), closeQueue(queue, clients)])
    },
  }
}

async function soon<T>(answer: Promise<T>): Promise<T> {
  return within(REACH_MS, answer)
}

interface Asked {
  address: RedisAddress
  queue: DeliveryQueue
  clients: Clients
}

/** Runs an operation on a Redis that is there: Bull itself would wait for minutes for one that isn't. */
function asker({ address, queue, clients }: Asked) {
  return async <T>(operation: () => Promise<T>): Promise<T> => {
    try {
      await soon(queue.client.ping())
      return await operation()
    } catch (cause) {
      throw queueError(address, cause, clients.problem())
    }
  }
}
