import type { PrismaClient } from '../generated/sqlite/client.ts'

/** Prisma's client, narrowed to what every supported database shares. */
export type Db = PrismaClient
/** The same inside `db.$transaction(async (tx) => …)`. */
export type Tx = Parameters<Parameters<Db['$transaction']>[0]>[0]

/** SQLite runs one transaction at a time: Prisma's own 2 s are short beside a loading batch. */
const BUSY_TIMEOUT_MS = 30_000

/** Opens the database of `file:` URLs. Nothing is read or migrated here. */
export async function openClient(file: string): Promise<Db> {
  const [{ PrismaClient }, { SqliteAdapterFactory }] = await Promise.all([
    import('../generated/sqlite/client.ts'),
    import('./sqlite-adapter.ts'),
  ])
  return new PrismaClient({
    adapter: new SqliteAdapterFactory({ file, busyTimeoutMs: BUSY_TIMEOUT_MS }),
    transactionOptions: { maxWait: BUSY_TIMEOUT_MS, timeout: BUSY_TIMEOUT_MS },
  })
}
