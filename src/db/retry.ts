/** What PostgreSQL asks of its clients: to run again what lost against another, or lost its connection. */
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Db } from './client.ts'

/** SQLSTATE of a transaction that lost: serialization_failure, deadlock_detected. */
const CONFLICT = new Set(['40001', '40P01'])
/** Ours for a connection that broke before its transaction was asked to commit: nothing of it is left. */
export const BROKEN_BEFORE_COMMIT = 'VG001'
/** Ours for one that broke while it was asked to: nobody knows. */
export const BROKEN_AT_COMMIT = 'VG002'

/** Waits that grow from a few milliseconds, each of random length so that rivals part. */
export async function pause(attempt: number): Promise<void> {
  await sleep(Math.random() * Math.min(500, 4 * 2 ** attempt))
}

/** The driver's own code behind an error of Prisma or of an adapter; '' where there is none. */
export function driverCode(error: unknown): string {
  const { meta, cause, code } = (error ?? {}) as {
    code?: string
    meta?: { driverAdapterError?: { cause?: { originalCode?: string } } }
    cause?: { originalCode?: string }
  }
  const inner = meta?.driverAdapterError?.cause ?? cause
  return inner?.originalCode ?? code ?? ''
}

/** Whether a statement or transaction lost against another and left nothing. P2034 is Prisma's name for it. */
export function isConflict(error: unknown): boolean {
  return CONFLICT.has(driverCode(error)) || (error as { code?: string } | null)?.code === 'P2034'
}

/**
 * The client, with its transactions run again for at most `waitMs` where nothing of them is left. The
 * server lets in one at a time: those of a process wait for their turn here, where none needs a connection.
 */
export function retryingTransactions(db: Db, waitMs: number): Db {
  const turn = pLimit(1)
  const once = db.$transaction.bind(db) as (work: unknown, options?: unknown) => Promise<unknown>
  const transaction = async (work: unknown, options?: unknown): Promise<unknown> => {
    const deadline = performance.now() + waitMs
    for (let attempt = 0; ; attempt++) {
      try {
        return await turn(() => once(work, options))
      } catch (error) {
        const again = isConflict(error) || driverCode(error) === BROKEN_BEFORE_COMMIT
        if (!again || performance.now() > deadline) throw error
        await pause(attempt)
      }
    }
  }
  return new Proxy(db, {
    get: (target, name, receiver) =>
      name === '$transaction' ? transaction : Reflect.get(target, name, receiver),
  })
}
