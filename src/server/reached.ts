/** Whether what requests are answered from is within reach. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { House } from './house.ts'

const PROBE_MS = 2_000

type State = 'ok' | 'unreachable'

/** What a look found. */
export interface Reached {
  database: State
  queue: State
}

/** Asks the database and the queue. What takes two seconds is out of reach; never fails. */
export async function look({ db, transport }: Pick<House, 'db' | 'transport'>): Promise<Reached> {
  const [database, queue] = await Promise.all([
    within(db.$queryRaw`SELECT 1 AS "one"`),
    within(transport().then((queue) => queue.waiting())),
  ])
  return { database, queue }
}

async function within(work: Promise<unknown>): Promise<State> {
  const stop = new AbortController()
  const late = sleep(PROBE_MS, 'unreachable' as const, { signal: stop.signal }).catch(
    () => 'unreachable' as const,
  )
  const answer = work.then(
    () => 'ok' as const,
    () => 'unreachable' as const,
  )
  return await Promise.race([answer, late]).finally(() => stop.abort())
}
