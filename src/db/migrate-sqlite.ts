/** Applies migrations to an SQLite file. */
import { randomUUID } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { VidgenError } from '../errors.ts'
import { assertNotGone } from './known-file.ts'
import { type AppliedRow, type Migration, pending } from './migrations.ts'

const BUSY_TIMEOUT_MS = 30_000
/** Of the index of a write-ahead log, at its smallest. */
const INDEX_BYTES = 32_768

// As Prisma's schema engine writes it.
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

/**
 * Brings an SQLite file up to date, making it where it is missing; several processes may do so at once.
 * Returns the names of the migrations that this call applied. Throws the errors of {@link pending},
 * DATABASE_MIGRATION_BROKEN, DATABASE_UNREADABLE, DATABASE_FULL and DATABASE_GONE.
 */
export async function migrateSqlite(file: string, all: Migration[]): Promise<string[]> {
  assertNotGone(file)
  const db = await openForMigration(file)
  try {
    if (existsInDatabase(db) && pending(file, all, appliedRows(db)).length === 0) return []
    await useWriteAheadLog(db)
    // Outside the transaction, inside which it does nothing: a table that a migration makes anew is
    // dropped first, and ON DELETE CASCADE would take the rows that refer to it.
    db.pragma('foreign_keys = OFF')
    return db.transaction(() => applyPending(file, db, all)).immediate()
  } finally {
    db.close()
  }
}

/** Switching a new file over needs it alone, and SQLite does not wait for that by itself. */
async function useWriteAheadLog(db: Database.Database): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      db.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const isBusy = (error as { code: string }).code.startsWith('SQLITE_BUSY')
      if (!isBusy || performance.now() > deadline) throw error
      await sleep(10)
    }
  }
}

async function openForMigration(file: string): Promise<Database.Database> {
  const { default: open } = await import('better-sqlite3')
  let db: Database.Database | undefined
  try {
    db = new open(file, { timeout: BUSY_TIMEOUT_MS })
    db.pragma('schema_version')
    return db
  } catch (error) {
    db?.close()
    const options = { cause: error }
    if (await isDiskFull(file)) throw new VidgenError('DATABASE_FULL', undefined, options)
    const reason = (error as Error).message
    throw new VidgenError('DATABASE_UNREADABLE', { file, reason }, options)
  }
}

/** SQLite can't even be read then: it has no room for the index of its log, and calls that an I/O error. */
async function isDiskFull(file: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(dirname(file)).catch(() => ({
    bavail: 1,
    bsize: Infinity,
  }))
  return bavail * bsize < INDEX_BYTES
}

function existsInDatabase(db: Database.Database): boolean {
  return (
    db.prepare(`SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'`).get() !== undefined
  )
}

function appliedRows(db: Database.Database): AppliedRow[] {
  return db
    .prepare('SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations')
    .all() as AppliedRow[]
}

function applyPending(file: string, db: Database.Database, all: Migration[]): string[] {
  db.exec(TABLE)
  const todo = pending(file, all, appliedRows(db))
  for (const migration of todo) apply(file, db, migration)
  return todo.map((migration) => migration.name)
}

function apply(file: string, db: Database.Database, migration: Migration): void {
  const startedAt = Date.now()
  const params = { file, name: migration.name }
  try {
    db.exec(migration.sql)
  } catch (cause) {
    // A full disk or a lock is no fault of the migration.
    if (!/^SQLITE_(ERROR|CONSTRAINT)/.test((cause as { code: string }).code)) throw cause
    throw new VidgenError('DATABASE_MIGRATION_BROKEN', params, { cause })
  }
  const broken = db.pragma('foreign_key_check') as unknown[]
  if (broken.length > 0) throw new VidgenError('DATABASE_MIGRATION_BROKEN', params)
  db.prepare(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES (?, ?, ?, ?, ?, 1)`,
  ).run(randomUUID(), migration.checksum, Date.now(), migration.name, startedAt)
}
