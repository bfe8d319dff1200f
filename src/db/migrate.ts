/**
 * Applies Prisma's migration files at run time without Prisma's schema engine, with Prisma's own
 * bookkeeping (`_prisma_migrations`, sha256 of the file), so that either can follow the other.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type Database from 'better-sqlite3'
import { VidgenError } from '../errors.ts'

interface Migration {
  name: string
  sql: string
  checksum: string
}

interface AppliedRow {
  migration_name: string
  checksum: string
  finished_at: unknown
  rolled_back_at: unknown
}

const BUSY_TIMEOUT_MS = 30_000

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

/** Where the package keeps its migrations: beside `src/` and `dist/` alike. */
function migrationsFolder(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '../../prisma/sqlite/migrations')
}

/**
 * Brings an SQLite file up to date, making it where it is missing; several processes may do so at
 * once. Returns the names of the migrations that this call applied. Throws DATABASE_TOO_NEW,
 * DATABASE_MIGRATION_EDITED, DATABASE_MIGRATION_BROKEN, DATABASE_UNREADABLE.
 */
export async function migrate(file: string, folder = migrationsFolder()): Promise<string[]> {
  const all = readMigrations(folder)
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
    throw new VidgenError(
      'DATABASE_UNREADABLE',
      { file, reason: (error as Error).message },
      { cause: error },
    )
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'migration.sql')))
    .toSorted()
    .map((name) => {
      const bytes = readFileSync(join(folder, name, 'migration.sql'))
      const checksum = createHash('sha256').update(bytes).digest('hex')
      return { name, sql: bytes.toString('utf8'), checksum }
    })
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

function pending(file: string, all: Migration[], rows: AppliedRow[]): Migration[] {
  const live = rows.filter((row) => row.rolled_back_at === null)
  const known = new Map(all.map((migration) => [migration.name, migration]))
  for (const row of live) {
    const migration = known.get(row.migration_name)
    const name = row.migration_name
    if (row.finished_at === null) throw new VidgenError('DATABASE_MIGRATION_BROKEN', { file, name })
    if (!migration) throw new VidgenError('DATABASE_TOO_NEW', { file, name })
    if (migration.checksum !== row.checksum) {
      throw new VidgenError('DATABASE_MIGRATION_EDITED', { file, name })
    }
  }
  const applied = new Set(live.map((row) => row.migration_name))
  return all.filter((migration) => !applied.has(migration.name))
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
