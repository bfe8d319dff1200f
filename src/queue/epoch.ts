import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { TransportEpoch } from '../jobs/dispatcher.ts'

/**
 * Who remembers the deliveries: a random mark that only this memory has, made where there is none
 * (a new Redis, a flush), and the server's own id, which changes with each start.
 */
export async function readEpoch(client: Redis, prefix: string): Promise<TransportEpoch> {
  const key = `${prefix}:epoch`
  await client.set(key, randomUUID(), 'NX')
  const [epoch, info] = await Promise.all([client.get(key), client.info('server')])
  const runId = /^run_id:(\w+)/m.exec(info)?.[1]
  // Both are there unless somebody flushes at this very moment: then it is a new memory as well.
  return { epoch: epoch ?? randomUUID(), runId: runId ?? '' }
}
