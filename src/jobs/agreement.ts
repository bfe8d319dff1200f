/** What people have agreed that jobs may cost, held against what they would cost now. */
import type { Db } from '../db/client.ts'
import { batchMicros } from '../db/sql/batch-micros.ts'
import type { Money } from './reservation.ts'

/** Everything that is still to buy for a job, at the prices of now; micro-dollars. */
export interface StillToBuy {
  toBuyMicros: number
}

/** Whether a job, everything bought, would cost more than a person has agreed to. */
export function isDearerThanAgreed(
  job: Pick<Money, 'agreedMicros' | 'costMicros'>,
  { toBuyMicros }: StillToBuy,
): boolean {
  return job.agreedMicros !== null && Number(job.costMicros) + toBuyMicros > job.agreedMicros
}

/**
 * Whether a batch that nobody had to approve would come to cost more than may be spent without
 * asking, because this job became dearer than it was estimated. Looked at outside of transactions:
 * a sum over a large batch must not make every worker's purchase wait for all others.
 */
export async function isBatchDearer(
  db: Db,
  job: { id: string; batchId: string },
  { toBuyMicros, aboveMicros }: StillToBuy & { aboveMicros: number | null },
): Promise<boolean> {
  if (aboveMicros === null) return false
  const money = await db.videoGenerationJob.findUniqueOrThrow({
    where: { id: job.id },
    select: { agreedMicros: true, costMicros: true, estimateMicros: true },
  })
  const whole = Number(money.costMicros) + toBuyMicros
  if (money.agreedMicros !== null || whole <= Number(money.estimateMicros)) return false
  return (await batchMicros(db, { ...job, wholeMicros: whole })) > aboveMicros
}
