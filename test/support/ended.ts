import type { World } from './world.ts'

export interface Ended {
  completed?: number
  failed?: number
  /** What each of the completed ones cost, in micro-dollars. */
  cost?: number
  code?: string
  /** How long ago they ended. */
  agoMs?: number
}

let jobs = 0

/** Writes jobs that ended; the money of the books is not looked at here. */
export async function endJobs(world: World, ended: Ended): Promise<void> {
  const { completed = 0, failed = 0, cost = 260_000, code = 'OFFLINE_FAILURE', agoMs = 0 } = ended
  const at = new Date(world.clock().getTime() - agoMs - 1)
  await world.db.batch.upsert({
    where: { id: 'b' },
    create: {
      id: 'b',
      state: 'ABORTED',
      sourceName: 'b.csv',
      actor: 'x',
      counts: {},
      estimateMicros: 0,
      budgetDay: '2026-11-01',
      createdAt: at,
    },
    update: {},
  })
  for (let one = 0; one < completed + failed; one++) {
    const id = `j${String((jobs += 1)).padStart(6, '0')}`
    const isFailed = one >= completed
    await world.db.product.create({ data: { id, imageUrl: 'https://x', modelType: 'female' } })
    await world.db.videoGenerationJob.create({
      data: {
        id,
        productId: id,
        batchId: 'b',
        status: isFailed ? 'FAILED' : 'COMPLETED',
        input: {},
        options: {},
        inputHash: 'h',
        claimKey: isFailed ? null : id,
        estimateMicros: 260_000,
        costMicros: isFailed ? 0 : cost,
        budgetDay: '2026-11-01',
        queuedAt: at,
        finishedAt: at,
        ...(isFailed && { errorCode: code, errorParams: {} }),
      },
    })
  }
}
