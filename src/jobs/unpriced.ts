/** Deferred jobs that nobody knows the price of: they keep no others waiting, and say why they wait. */
import type { Tx } from '../db/client.ts'
import { VidgenError } from '../errors.ts'
import { raise } from '../notify/outbox.ts'
import { type Actor, event, type FailureNote, type Held, noted } from './moves.ts'

/** Until then they are left out: looked at anew every time, many would fill the page for ever. */
const LOOKED_AT_AGAIN_MS = 5 * 60_000

/** What is still to buy can't be priced, and why. */
export interface Unpriced<Job> {
  job: Job
  failure: FailureNote
}

/** The failure where a price is missing; throws any other. */
export function missingPrice(error: unknown): FailureNote {
  if (!(error instanceof VidgenError) || error.code !== 'CONFIG_PRICE_MISSING') throw error
  return { code: error.code, params: error.params as FailureNote['params'] }
}

/** Those whose turn it is to be looked at. */
export function lookedAt(at: Date) {
  return { OR: [{ nextRunAt: null }, { nextRunAt: { lte: at } }] }
}

/**
 * They stay deferred, with the reason, until a worker that knows the price looks at them. The first time
 * the job's history and an alert tell of it.
 */
export async function waitForPrice(
  tx: Tx,
  unpriced: readonly Unpriced<
    Held & { batchId: string; productId: string; errorCode: string | null }
  >[],
  by: Actor,
): Promise<void> {
  const nextRunAt = new Date(by.at.getTime() + LOOKED_AT_AGAIN_MS)
  const known = unpriced.filter(({ job, failure }) => job.errorCode === failure.code)
  await tx.videoGenerationJob.updateMany({
    where: { id: { in: known.map(({ job }) => job.id) }, status: 'DEFERRED' },
    data: { nextRunAt },
  })
  for (const { job, failure } of unpriced) {
    if (job.errorCode === failure.code) continue
    const { count } = await tx.videoGenerationJob.updateMany({
      // Who was faster has told of it.
      where: { id: job.id, status: 'DEFERRED', errorCode: job.errorCode },
      data: { ...noted(failure), nextRunAt },
    })
    if (count === 0) continue
    const details = { ...failure }
    await event(tx, job, { to: 'DEFERRED', type: 'price-missing', by, details })
    const { id: jobId, productId, batchId } = job
    const data = { jobId, productId, batchId, ...failure, waits: 'price' as const }
    const day = by.at.toISOString().slice(0, 10)
    const dedupeKey = `price:${batchId}:${Object.values(failure.params).join(':')}:${day}`
    await raise(tx, { kind: 'review', data, dedupeKey, at: by.at })
  }
}
