/**
 * Prisma's better-sqlite3 adapter, made safe for a process that does several things at once beside
 * other processes on the same file. Three faults of the stock adapter (7.10.0) are put right:
 * a query outside an open transaction ran inside it, so that a rollback undid what its caller had
 * been told was done (here such queries wait); BEGIN is deferred, so that read-then-write fails at
 * once when another process wrote (here it is BEGIN IMMEDIATE); the busy timeout sleeps with the
 * event loop (here SQLite sleeps shortly and the rest of the wait is a timer).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import type Database from 'better-sqlite3'

const SQLITE_SLEEP_MS = 20
const MOST_STATEMENTS = 500

export interface SqliteOptions {
  file: string
  /** How long a statement waits for another process's write lock before it fails. */
  busyTimeoutMs: number
}

/** Opens one connection to an SQLite file, in WAL with `synchronous=FULL`: a committed intent survives a power cut. */
export class SqliteAdapterFactory implements SqlDriverAdapterFactory {
  readonly provider = 'sqlite' as const
  readonly adapterName = '@prisma/adapter-better-sqlite3'
  readonly #options: SqliteOptions

  constructor(options: SqliteOptions) {
    this.#options = options
  }

  async connect(): Promise<SqlDriverAdapter> {
    const stock = await new PrismaBetterSqlite3(
      { url: this.#options.file, timeout: SQLITE_SLEEP_MS },
      { timestampFormat: 'unixepoch-ms' },
    ).connect()
    const { client } = stock as unknown as { client: Database.Database }
    keepStatements(client)
    client.pragma('journal_mode = WAL')
    client.pragma('synchronous = FULL')
    client.pragma('foreign_keys = ON')
    return wrap(stock, client, this.#options.busyTimeoutMs)
  }
}

function wrap(
  stock: SqlDriverAdapter,
  client: Database.Database,
  busyTimeoutMs: number,
): SqlDriverAdapter {
  const lock = createLock()
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const release = await lock()
    try {
      return await whileBusy(work, busyTimeoutMs)
    } finally {
      release()
    }
  }
  return {
    provider: 'sqlite',
    adapterName: stock.adapterName,
    queryRaw: (query: SqlQuery) => alone(() => stock.queryRaw(query)),
    executeRaw: (query: SqlQuery) => alone(() => stock.executeRaw(query)),
    executeScript: (script: string) => alone(() => stock.executeScript(script)),
    // Of SQLite 3.32 and later; the stock adapter says 999.
    getConnectionInfo: () => ({ maxBindValues: 32_766, supportsRelationJoins: false }),
    dispose: () => stock.dispose(),
    startTransaction: async () => {
      const release = await lock()
      try {
        await whileBusy(() => run(stock, 'BEGIN IMMEDIATE'), busyTimeoutMs)
      } catch (error) {
        release()
        throw error
      }
      return transaction(stock, () => {
        if (client.inTransaction) client.exec('ROLLBACK')
        release()
      })
    },
  }
}

/** Prisma's engine itself sends COMMIT or ROLLBACK as a statement; `commit` and `rollback` only follow. */
function transaction(stock: SqlDriverAdapter, end: () => void): Transaction {
  const ended = () => Promise.resolve(end())
  return {
    provider: 'sqlite',
    adapterName: stock.adapterName,
    options: { usePhantomQuery: false },
    queryRaw: (query: SqlQuery) => stock.queryRaw(query),
    executeRaw: (query: SqlQuery) => stock.executeRaw(query),
    commit: ended,
    rollback: ended,
    createSavepoint: async (name: string) => void (await run(stock, `SAVEPOINT ${name}`)),
    rollbackToSavepoint: async (name: string) => void (await run(stock, `ROLLBACK TO ${name}`)),
    releaseSavepoint: async (name: string) => void (await run(stock, `RELEASE SAVEPOINT ${name}`)),
  }
}

function run(stock: SqlDriverAdapter, sql: string): Promise<number> {
  return stock.executeRaw({ sql, args: [], argTypes: [] })
}

/**
 * Prisma sends few different statements, and the stock adapter compiles each anew every time. It
 * also binds for good, so what it gets of a kept statement passes the values at each call instead.
 */
function keepStatements(client: Database.Database): void {
  const compile = client.prepare.bind(client)
  const kept = new Map<string, Database.Statement>()
  const prepared = (sql: string) => {
    const statement = kept.get(sql) ?? compile(sql)
    if (kept.size >= MOST_STATEMENTS) kept.clear()
    kept.set(sql, statement)
    return statement
  }
  client.prepare = ((sql: string) => ({
    bind: (values: unknown[]) => bound(prepared(sql), values),
  })) as unknown as typeof client.prepare
}

const columns = new WeakMap<Database.Statement, Database.ColumnDefinition[]>()

/** Asked at every call, and always the same. */
function columnsOf(statement: Database.Statement): Database.ColumnDefinition[] {
  const known = columns.get(statement) ?? statement.columns()
  columns.set(statement, known)
  return known
}

function bound(statement: Database.Statement, values: unknown[]) {
  return {
    reader: statement.reader,
    columns: () => columnsOf(statement),
    run: () => statement.run(values),
    raw: () => ({ all: () => statement.raw().all(values) }),
  }
}

function createLock(): () => Promise<() => void> {
  let last: Promise<unknown> = Promise.resolve()
  return async () => {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    await before
    return resolve
  }
}

async function whileBusy<T>(work: () => Promise<T>, busyTimeoutMs: number): Promise<T> {
  const deadline = performance.now() + busyTimeoutMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error
      await sleep(2 + Math.random() * 10)
    }
  }
}

function isBusy(error: unknown): boolean {
  if (!(error instanceof DriverAdapterError)) return false
  const { kind, originalCode = '' } = error.cause
  return kind === 'SocketTimeout' || originalCode.startsWith('SQLITE_BUSY')
}
