import type { PrismaClient } from '../generated/sqlite/client.ts'
import { retryingTransactions } from './retry.ts'
import type { DatabaseTarget } from './target.ts'

/**
 * Prisma's client, narrowed to what both databases share: of the two generated clients SQLite's types
 * are the narrower ones (no skipDuplicates, no `mode: 'insensitive'`).
 */
export type Db = PrismaClient
/** The same inside `db.$transaction(async (tx) => …)`. */
export type Tx = Parameters<Parameters<Db['$transaction']>[0]>[0]

/** SQLite runs one transaction at a time: Prisma's own 2 s are short beside a loading batch. */
const BUSY_TIMEOUT_MS = 30_000

const transactionOptions = { maxWait: BUSY_TIMEOUT_MS, timeout: BUSY_TIMEOUT_MS }

/**
 * Opens a database. Nothing is read or migrated here. On either every transaction runs as if it were
 * alone: SQLite takes one after the other, PostgreSQL runs at SERIALIZABLE and who loses is run again,
 * so a transaction's callback must be one that may be run twice.
 */
export function openClient(target: DatabaseTarget): Promise<Db> {
  return 'file' in target ? openSqlite(target) : openPostgres(target)
}

async function openSqlite({ file }: Extract<DatabaseTarget, { file: string }>): Promise<Db> {
  const [{ PrismaClient }, { SqliteAdapterFactory }] = await Promise.all([
    import('../generated/sqlite/client.ts'),
    import('./sqlite-adapter.ts'),
  ])
  const adapter = new SqliteAdapterFactory({ file, busyTimeoutMs: BUSY_TIMEOUT_MS })
  return new PrismaClient({ adapter, transactionOptions })
}

async function openPostgres(target: Extract<DatabaseTarget, { url: string }>): Promise<Db> {
  const [{ PrismaClient }, { PostgresAdapterFactory }] = await Promise.all([
    import('../generated/postgresql/client.ts'),
    import('./postgres-adapter.ts'),
  ])
  const adapter = new PostgresAdapterFactory({ ...target, waitMs: BUSY_TIMEOUT_MS })
  const db = new PrismaClient({ adapter, transactionOptions }) as unknown as Db
  return retryingTransactions(db, BUSY_TIMEOUT_MS)
}
