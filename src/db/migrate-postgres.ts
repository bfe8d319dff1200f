/** Applies migrations to a PostgreSQL database. */
import { randomUUID } from 'node:crypto'
import type { Client, ClientConfig } from 'pg'
import { VidgenError } from '../errors.ts'
import { databaseFailure } from './failures.ts'
import { type AppliedRow, type Migration, pending } from './migrations.ts'
import { connectionOf } from './postgres-connection.ts'
import { pause } from './retry.ts'
import { databaseName, type DatabaseTarget } from './target.ts'

/** The advisory lock of Prisma's schema engine, so that neither runs beside the other. */
const PRISMA_LOCK = 72_707_369
/** For one migration, and for waiting until another process has applied all. */
const MIGRATION_MS = 10 * 60_000
/** A server that is just starting; a person is waiting, too. */
const CONNECT_WAIT_MS = 5_000

// As Prisma's schema engine writes it.
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`

type Postgres = Extract<DatabaseTarget, { url: string }>

/**
 * Brings a PostgreSQL database up to date, each migration with its row in one transaction; several
 * processes on several hosts may do so at once. Returns the names of the migrations that this call
 * applied. Throws the errors of {@link pending}, DATABASE_UNREACHABLE, DATABASE_DENIED and
 * DATABASE_MIGRATION_BROKEN.
 */
export async function migratePostgres(target: Postgres, all: Migration[]): Promise<string[]> {
  const client = await connect(target)
  const file = databaseName(target)
  try {
    if ((await isThere(client)) && pending(file, all, await appliedRows(client)).length === 0)
      return []
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK])
    await client.query(TABLE)
    const todo = pending(file, all, await appliedRows(client))
    for (const migration of todo) await apply(client, file, migration)
    return todo.map((migration) => migration.name)
  } catch (error) {
    if (error instanceof VidgenError) throw error
    throw databaseFailure(error) ?? (isCut(error) ? unreachable(error) : error)
  } finally {
    // Also lets go of the lock.
    await client.end().catch(() => {})
  }
}

async function connect(target: Postgres): Promise<Client> {
  const { default: pg } = await import('pg')
  const options = settingsOf(target.url)
  const deadline = performance.now() + CONNECT_WAIT_MS
  for (let attempt = 5; ; attempt++) {
    const client = new pg.Client({ ...options, query_timeout: MIGRATION_MS })
    // What breaks between two statements is told by the next one.
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      const failure = databaseFailure(error) ?? unreachable(error)
      if (failure.code !== 'DATABASE_UNREACHABLE' || performance.now() > deadline) throw failure
      await pause(attempt)
    }
  }
}

function settingsOf(url: string): ClientConfig {
  try {
    return connectionOf(url)
  } catch (error) {
    throw unreachable(error) // a certificate file that can't be read
  }
}

/** The network broke off between two statements: the driver hands on what the socket says. */
function isCut(error: unknown): boolean {
  return /^E(CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH)$/.test((error as { code?: string }).code ?? '')
}

/** Whatever else keeps a connection from being made: no such host, no answer, a certificate. */
function unreachable(error: unknown): VidgenError {
  const { message, code } = error as { message?: string; code?: string }
  const reason = message || code || String(error)
  return new VidgenError('DATABASE_UNREACHABLE', { reason }, { cause: error })
}

async function isThere(client: Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT to_regclass('"_prisma_migrations"') AS "name"`)
  return (rows[0] as { name: string | null }).name !== null
}

async function appliedRows(client: Client): Promise<AppliedRow[]> {
  const { rows } = await client.query(
    'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations',
  )
  return rows as AppliedRow[]
}

async function apply(client: Client, file: string, migration: Migration): Promise<void> {
  const startedAt = new Date()
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, now(), $3, $4, 1)`,
      [randomUUID(), migration.checksum, migration.name, startedAt],
    )
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => {})
    const failure = databaseFailure(cause)
    if (failure) throw failure
    throw new VidgenError('DATABASE_MIGRATION_BROKEN', { file, name: migration.name }, { cause })
  }
}
