import type { DeliveryQueue } from './bull.ts'

/** A delivery as its id names it. */
interface Waiting {
  jobId: string
  seq: number
}

const ID = /^v-(.+)-(\d+)$/

/** What waits for a worker, by the ids in Redis: what is under another name is not ours to judge. */
export async function peekWaiting(queue: DeliveryQueue): Promise<Waiting[]> {
  const ids = await queue.client.lrange(queue.toKey('wait'), 0, -1)
  return ids.flatMap((id) => {
    const [, jobId, seq] = ID.exec(id) ?? []
    return jobId === undefined ? [] : [{ jobId, seq: Number(seq) }]
  })
}

/** Takes deliveries out again; one that a worker has taken meanwhile stays. Returns how many went. */
export async function withdrawWaiting(
  queue: DeliveryQueue,
  deliveries: readonly Waiting[],
): Promise<number> {
  let withdrawn = 0
  for (const { jobId, seq } of deliveries) {
    const job = await queue.getJob(`v-${jobId}-${seq}`)
    const isGone = await job?.remove().then(
      () => true,
      () => false,
    )
    if (isGone) withdrawn++
  }
  return withdrawn
}
