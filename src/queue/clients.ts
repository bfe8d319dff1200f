import type { Cluster, ClusterOptions, Redis, RedisOptions } from 'ioredis'
import { VidgenError } from '../errors.ts'
import type { RedisAddress } from './address.ts'

export interface ClientsOptions {
  address: RedisAddress
  /** A connection on which an answer is awaited for longer is given up: its peer may be dead. */
  socketTimeoutMs: number
  /** `asking` gives up after about a second without Redis; `serving` tries for as long as it takes. */
  patience: 'asking' | 'serving'
}

/** What Bull opens connections for. */
type ClientType = 'client' | 'subscriber' | 'bclient'

/** A connection to one Redis, or to a Cluster; Bull uses either alike, its types know only the first. */
type Client = Redis | Cluster

/** The connections of one Bull queue: Bull does not close those that it did not open itself. */
export interface Clients {
  create(type: ClientType): Redis
  /** What the connections complain of at present. */
  problem(): Error | undefined
  disconnect(): void
}

/** Opens connections as Bull needs them, and remembers them. */
export async function openClients(options: ClientsOptions): Promise<Clients> {
  const { Cluster, Redis } = await import('ioredis')
  const { nodes } = options.address
  const opened: Client[] = []
  let problem: Error | undefined
  return {
    create(type) {
      const client: Client = nodes
        ? new Cluster(nodes, clusterOptions(options, type))
        : new Redis(redisOptions(options, type))
      client.on('error', (error: Error) => (problem = error))
      client.on('node error', (error: Error) => (problem = error))
      client.on('ready', () => (problem = undefined))
      opened.push(client)
      return client as Redis
    },
    problem: () => problem,
    disconnect() {
      for (const client of opened) client.disconnect()
    },
  }
}

/**
 * No `commandTimeout` and no `blockingTimeout`: with them Bull's blocking reads lose jobs. Bull insists
 * on no ready check and endless retries where it blocks or subscribes; elsewhere the ready check waits
 * for a Redis that still loads its file.
 */
function redisOptions(options: ClientsOptions, type: ClientType): RedisOptions {
  const asking = options.patience === 'asking'
  return {
    ...options.address.options,
    connectTimeout: asking ? 2500 : 10_000,
    socketTimeout: options.socketTimeoutMs,
    enableReadyCheck: type === 'client',
    maxRetriesPerRequest: asking ? 5 : null,
    retryStrategy: (times) => Math.min(times * 50, asking ? 500 : 2000),
  }
}

/**
 * With a Cluster's own options a success was told as a failure while a node was replaced: these are
 * the ones that got through it without (facts).
 */
function clusterOptions(options: ClientsOptions, type: ClientType): ClusterOptions {
  const asking = options.patience === 'asking'
  const { retryStrategy, ...each } = redisOptions(options, type)
  return {
    redisOptions: { ...each, enableReadyCheck: false, maxRetriesPerRequest: null },
    // Whom its certificate names is what we were told, not what the node says of itself.
    ...(each.tls && { dnsLookup: (address, done) => done(null, address) }),
    clusterRetryStrategy: retryStrategy!,
    maxRedirections: asking ? 16 : 100,
    retryDelayOnFailover: 300,
    retryDelayOnClusterDown: 300,
  }
}

/** A failure of Redis as an error that a person can act on; shows no password. */
export function queueError(address: RedisAddress, cause: unknown, problem?: Error): VidgenError {
  if (cause instanceof VidgenError) return cause
  const refusal = [cause, problem].find(isRefusal)
  if (refusal) {
    const params = { address: address.label, reason: refusal.message }
    return new VidgenError('QUEUE_REFUSED', params, { cause })
  }
  const reason = messageOf(problem ?? cause)
  return new VidgenError('QUEUE_UNREACHABLE', { address: address.label, reason }, { cause })
}

/** Redis answered, and said no (a transaction hides the reason among its previous errors). */
function isRefusal(error: unknown): error is Error {
  return (
    error instanceof Error && error.name === 'ReplyError' && !error.message.startsWith('LOADING')
  )
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // A Cluster hides why its nodes can't be reached.
  const { lastNodeError } = error as { lastNodeError?: Error }
  if (lastNodeError) return messageOf(lastNodeError)
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
}
