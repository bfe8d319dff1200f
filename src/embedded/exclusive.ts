import { setTimeout as sleep } from 'node:timers/promises'

export interface ExclusiveOptions {
  /** The lock's file; made where it is missing, never deleted. */
  file: string
  waitMs: number
  /** What to throw when somebody else held it for all of that time. */
  timedOut: () => Error
}

/**
 * Runs `action` while no other process runs one on the same file. The lock is SQLite's own on a
 * database file, which the kernel takes back from a process that dies, however it dies.
 */
export async function exclusively<T>(
  options: ExclusiveOptions,
  action: () => Promise<T>,
): Promise<T> {
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(options.file, { timeout: 0 })
  try {
    const deadline = performance.now() + options.waitMs
    while (!tryLock(() => database.exec('BEGIN EXCLUSIVE'))) {
      if (performance.now() > deadline) throw options.timedOut()
      await sleep(10)
    }
    return await action()
  } finally {
    database.close()
  }
}

function tryLock(lock: () => unknown): boolean {
  try {
    lock()
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return false
    throw error
  }
}
