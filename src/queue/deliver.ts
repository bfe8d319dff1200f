import type { Delivery } from '../jobs/dispatcher.ts'
import { bullId, bullJob, type DeliveryQueue } from './bull.ts'
import { within } from './deadline.ts'

/** Redis is busy for about 20 ms with one chunk: more at once would hold up the workers. */
const CHUNK = 500
/** Chunks on their way at the same time; the next is made while Redis works on the last. */
const IN_FLIGHT = 4
const ANSWER_MS = 5000

/**
 * Adds the deliveries and returns the job ids that Redis has for certain. When it goes away halfway,
 * returns those that it had taken; throws when it took none.
 */
export async function deliverAll(
  queue: DeliveryQueue,
  deliveries: readonly Delivery[],
): Promise<string[]> {
  const taken: string[] = []
  for (let start = 0; start < deliveries.length; start += CHUNK * IN_FLIGHT) {
    const outcomes = await Promise.allSettled(
      chunksFrom(deliveries, start).map(async (chunk) => deliverChunk(queue, chunk)),
    )
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') taken.push(...outcome.value)
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed && taken.length === 0) throw failed.reason
    if (failed) break
  }
  return taken
}

function chunksFrom(deliveries: readonly Delivery[], start: number): Delivery[][] {
  const chunks: Delivery[][] = []
  const end = Math.min(deliveries.length, start + CHUNK * IN_FLIGHT)
  for (let at = start; at < end; at += CHUNK) chunks.push(deliveries.slice(at, at + CHUNK))
  return chunks
}

async function deliverChunk(queue: DeliveryQueue, chunk: Delivery[]): Promise<string[]> {
  const taken = await addBulk(queue, chunk)
  const [first, ...rest] = chunk.filter((delivery) => !taken.has(delivery))
  if (first) {
    // addBulk drops the errors of single jobs. Redis has forgotten Bull's script (SCRIPT FLUSH): one
    // plain add makes the client send it whole again, or tells what is really wrong.
    const { data, opts } = bullJob(first)
    await within(ANSWER_MS, queue.add(data, opts))
    taken.add(first)
    for (const delivery of await addBulk(queue, rest)) taken.add(delivery)
  }
  return [...taken].map((delivery) => delivery.jobId)
}

/** The deliveries whose id came back: new ones, and those that Redis had before. */
async function addBulk(queue: DeliveryQueue, chunk: Delivery[]): Promise<Set<Delivery>> {
  if (chunk.length === 0) return new Set()
  const added = await within(ANSWER_MS, queue.addBulk(chunk.map((delivery) => bullJob(delivery))))
  return new Set(chunk.filter((delivery, index) => added[index]?.id === bullId(delivery)))
}
