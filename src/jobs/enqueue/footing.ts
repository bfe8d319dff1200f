/**
 * What a plan rests on: the other batches. While one is loading nobody can say whether its jobs will
 * stay, so batches load one after the other, and a plan made in the meantime is made anew.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../db/client.ts'
import { abortDeadBatches } from '../recovery.ts'
import type { EnqueueOptions } from '../../requests.ts'
import type { EnqueueContext } from './context.ts'

const LOOK_AGAIN_MS = 100

/** Batches there were when a plan was begun, none of them loading. */
export interface Footing {
  all: number
  aborted: number
}

/** Waits until no batch is loading; one whose enqueue died is aborted on the way. */
export async function findFooting(
  context: EnqueueContext,
  { signal, onProgress }: Pick<EnqueueOptions, 'signal' | 'onProgress'>,
): Promise<Footing> {
  for (;;) {
    signal?.throwIfAborted()
    await abortDeadBatches(context.db, { actor: context.actor, at: context.clock() })
    const { loading, ...footing } = await countBatches(context.db)
    if (loading === 0) return footing
    onProgress?.({ stage: 'waiting', rows: 0 })
    await sleep(LOOK_AGAIN_MS)
  }
}

/** Whether no job that the plan met can have gone since, nor may still go. */
export async function isSound(db: Pick<Db, 'batch'>, footing: Footing): Promise<boolean> {
  const { loading, aborted } = await countBatches(db)
  return loading === 0 && aborted === footing.aborted
}

/** Whether nobody queued anything since the plan was begun. */
export async function isUntouched(db: Pick<Db, 'batch'>, footing: Footing): Promise<boolean> {
  const { all } = await countBatches(db)
  return all === footing.all
}

async function countBatches(db: Pick<Db, 'batch'>): Promise<Footing & { loading: number }> {
  const rows = await db.batch.groupBy({ by: ['state'], _count: { _all: true } })
  const count = new Map(rows.map((row) => [row.state, row._count._all]))
  const all = rows.reduce((sum, row) => sum + row._count._all, 0)
  return { all, aborted: count.get('ABORTED') ?? 0, loading: count.get('LOADING') ?? 0 }
}
