/** What a person found out about purchases whose outcome vidgen could not learn. */
import type { Tx } from '../db/client.ts'
import type { VideoGenerationJob } from '../generated/sqlite/client.ts'
import { chargeCall, isOpenCall } from './reservation.ts'
import type { Actor } from './transitions.ts'

/** `unpaid`: the provider never billed them; `paid`: it did, and their results are lost. */
export type Confirmed = 'unpaid' | 'paid'

/** Ends a job's open calls as the person says; what was paid is charged as it was reserved. */
export async function settleOpenCalls(
  tx: Tx,
  job: Pick<VideoGenerationJob, 'id'>,
  { confirmed, by }: { confirmed: Confirmed; by: Actor },
): Promise<void> {
  const calls = await tx.providerCall.findMany({ where: { jobId: job.id, ...isOpenCall } })
  for (const call of calls) {
    const micros = Number(call.reservedMicros)
    const paid = confirmed === 'paid'
    await tx.providerCall.updateMany({
      where: { id: call.id },
      data: {
        endedAt: by.at,
        ...(paid
          ? { outcome: 'FAILED', costMicros: BigInt(micros), costSource: 'possible' }
          : { outcome: 'VOID' }),
      },
    })
    if (paid) await chargeCall(tx, call, { micros, source: 'possible' }, by.at)
  }
}
