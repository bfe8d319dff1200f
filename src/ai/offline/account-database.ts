import type { Database } from 'better-sqlite3'

const SCHEMA = `
CREATE TABLE IF NOT EXISTS calls (
  requestId TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  service TEXT NOT NULL,
  amountMicros INTEGER NOT NULL,
  request TEXT NOT NULL,
  at INTEGER NOT NULL,
  readyAt INTEGER NOT NULL,
  cancelledAt INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS bill (id INTEGER PRIMARY KEY CHECK (id = 1), sizeBytes INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO bill VALUES (1, 0);
`
const BUSY_TIMEOUT_MS = 5000

/** Opens `offline.db` and makes its tables where they are missing, whoever else does so at once. */
export async function openAccountDatabase(file: string): Promise<Database> {
  const { default: Sqlite } = await import('better-sqlite3')
  const db = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    await useWriteAheadLog(db)
    // The log survives a killed process without a sync; only a power cut can lose its end, and
    // then the bill is cut back with it.
    db.pragma('synchronous = NORMAL')
    db.transaction(() => db.exec(SCHEMA)).immediate()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Switching a new file over needs it alone, and SQLite does not wait for that by itself. */
async function useWriteAheadLog(db: Database): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      db.pragma('journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

/** Whether another process has the file locked: the same again later works. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}
