/** Deliveries that wait in Redis for jobs that the database does not run: after a restored backup, say. */
import type { Db } from '../db/client.ts'
import { insertEvent } from '../db/sql/append.ts'
import type { Dispatcher } from '../jobs/dispatcher.ts'
import { RUNNABLE } from '../jobs/states.ts'
import type { Actor } from '../jobs/transitions.ts'
import type { Repair } from './ended-jobs.ts'

const AT_ONCE = 500

type Waiting = Awaited<ReturnType<Dispatcher['peek']>>[number]

/** A worker would only drop them; until one comes they hide that deliveries of others were lost. */
export async function withdrawStale(
  { db, dispatcher, by }: { db: Db; dispatcher: Dispatcher; by: Actor },
  { dryRun }: { dryRun: boolean },
): Promise<Repair> {
  const waiting = await dispatcher.peek()
  const repair = { found: 0, repaired: 0 }
  for (let start = 0; start < waiting.length; start += AT_ONCE) {
    const { stale, known } = await judge(db, waiting.slice(start, start + AT_ONCE))
    repair.found += stale.length
    if (dryRun || stale.length === 0) continue
    repair.repaired += await dispatcher.withdraw(stale)
    const { actor, at } = by
    await db.$transaction((tx) =>
      Promise.all(
        known.map(({ id: jobId, status: to, attempt }) =>
          insertEvent(tx, { jobId, at, actor, type: 'delivery-withdrawn', from: to, to, attempt }),
        ),
      ),
    )
  }
  return repair
}

/** Read after what waits: a job's number only grows, so that what is stale stays so. */
async function judge(db: Db, waiting: readonly Waiting[]) {
  const jobs = await db.videoGenerationJob.findMany({
    where: { id: { in: waiting.map(({ jobId }) => jobId) } },
    select: { id: true, status: true, attempt: true, deliverySeq: true },
  })
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const stale = waiting.filter(({ jobId, seq }) => {
    const job = byId.get(jobId)
    return !job || job.deliverySeq > seq || !RUNNABLE.includes(job.status)
  })
  const known = [...new Set(stale.map(({ jobId }) => jobId))].flatMap((id) => byId.get(id) ?? [])
  return { stale, known }
}
