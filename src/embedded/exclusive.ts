import { statSync, truncateSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'

export interface ExclusiveOptions {
  /** The lock's file, always empty; made where it is missing, never deleted. */
  file: string
  waitMs: number
  /** What to throw when somebody else held it for all of that time. */
  timedOut: () => Error
  /** What to throw where the file is of no use as a lock. */
  unusable: (cause: Error) => Error
}

/**
 * Runs `action` while no other process runs one on the same file. The lock is SQLite's own on a
 * database file, which the kernel takes back from a process that dies, however it dies.
 */
export async function exclusively<T>(
  options: ExclusiveOptions,
  action: () => Promise<T>,
): Promise<T> {
  const lock = await openLock(options)
  try {
    const deadline = performance.now() + options.waitMs
    while (!tryLock(lock, options)) {
      if (performance.now() > deadline) throw options.timedOut()
      await sleep(10)
    }
    return await action()
  } finally {
    lock.close()
  }
}

async function openLock({ file, unusable }: ExclusiveOptions): Promise<Database.Database> {
  const { default: Database } = await import('better-sqlite3')
  try {
    return new Database(file, { timeout: 0 })
  } catch (error) {
    throw unusable(error as Error)
  }
}

function tryLock(lock: Database.Database, { file, unusable }: ExclusiveOptions): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'SQLITE_BUSY') return false
    if (code === 'SQLITE_NOTADB' && empty(file)) return false
    throw unusable(error as Error)
  }
}

/**
 * Whatever came into the file is nothing of ours. Emptied in place: a new file would be another lock
 * than the one that others wait for. One that is empty already may be held by now, and a lock is lost
 * when its process closes any handle of the file.
 */
function empty(file: string): boolean {
  try {
    if (statSync(file).size > 0) truncateSync(file)
    return true
  } catch {
    return false
  }
}
