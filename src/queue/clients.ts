import type { Redis, RedisOptions } from 'ioredis'
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

/** The connections of one Bull queue: Bull does not close those that it did not open itself. */
export interface Clients {
  create(type: ClientType): Redis
  /** What the connections complain of at present. */
  problem(): Error | undefined
  disconnect(): void
}

/** Opens connections as Bull needs them, and remembers them. */
export async function openClients(options: ClientsOptions): Promise<Clients> {
  const { Redis } = await import('ioredis')
  const opened: Redis[] = []
  let problem: Error | undefined
  return {
    create(type) {
      const client = new Redis(redisOptions(options, type))
      client.on('error', (error: Error) => (problem = error))
      client.on('ready', () => (problem = undefined))
      opened.push(client)
      return client
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
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
}
