/** A database whose process dies at a chosen commit: in this process, so that thousands of deaths are cheap. */
import type { Db } from '../../src/db/client.ts'

/** Who died notices nothing more. */
export class Died extends Error {
  override readonly name = 'Died'
}

export interface Death {
  /** Before or after which transaction, counted from 1; none after the last. */
  transaction: number
  phase: 'before' | 'after'
}

/**
 * The client as one process has it: the transaction of its death is left undone or is committed, the
 * caller is not told, and from then on nothing of the client answers.
 */
export function mortal(db: Db, death: Death | null): Db {
  let transactions = 0
  let dead = false
  const transaction = async (work: unknown, options?: unknown): Promise<unknown> => {
    if (dead) throw new Died()
    transactions++
    const last = transactions === death?.transaction
    if (last && death.phase === 'before') {
      dead = true
      throw new Died()
    }
    const run = db.$transaction.bind(db) as (work: unknown, options?: unknown) => Promise<unknown>
    const result = await run(work, options)
    if (!last) return result
    dead = true
    throw new Died()
  }
  return new Proxy(db, {
    get(target, name, receiver) {
      if (name === '$transaction') return transaction
      if (dead) throw new Died()
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}
