import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { TransportEpoch, TransportServer } from '../jobs/dispatcher.ts'

/**
 * Who remembers the deliveries: a random mark that only this memory has, made where there is none
 * (a new Redis, a flush), and the server's own id, which changes with each start and failover.
 */
export async function readEpoch(client: Redis, prefix: string): Promise<TransportEpoch> {
  const key = epochKey(prefix)
  await client.set(key, randomUUID(), 'NX')
  const [epoch, info] = await Promise.all([client.get(key), readInfo(client, prefix)])
  // Both are there unless somebody flushes at this very moment: then it is a new memory as well.
  return { epoch: epoch ?? randomUUID(), runId: info('run_id') ?? '' }
}

/** What the server that keeps the deliveries says of itself. */
export async function readServer(client: Redis, prefix: string): Promise<TransportServer> {
  const info = await readInfo(client, prefix)
  return {
    version: info('redis_version') ?? '',
    maxmemoryPolicy: info('maxmemory_policy') ?? '',
    appendOnly: info('aof_enabled') === '1',
  }
}

/** Asked by a script on one of our keys: on a Cluster any other question goes to any node. */
async function readInfo(
  client: Redis,
  prefix: string,
): Promise<(field: string) => string | undefined> {
  const text = String(await client.eval(`return redis.call('INFO')`, 1, epochKey(prefix)))
  return (field) => new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(text)?.[1]
}

function epochKey(prefix: string): string {
  return `${prefix}:epoch`
}
