/**
 * Prisma's PostgreSQL adapter at SERIALIZABLE, one transaction after the other, for a server that
 * restarts: a statement that lost against another is run again, a connection that can't be opened yet is
 * waited for, what only reads is read again, and a connection that broke says whether its transaction
 * can have been committed. Inside a transaction nothing is repeated here: that is for the whole of it
 * (see retry.ts).
 */
import { PrismaPg } from '@prisma/adapter-pg'
import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import { connectionOf } from './postgres-connection.ts'
import { BROKEN_AT_COMMIT, BROKEN_BEFORE_COMMIT, isConflict, pause } from './retry.ts'

/** SQLSTATE of a server that is starting, stopping or full: connection_exception, cannot_connect_now, too_many_connections. */
const NOT_NOW = /^(08|57P03|53300)/
/** The server ended the connection: admin_shutdown, crash_shutdown, idle_in_transaction_session_timeout. */
const ENDED = /^(08|57P01|57P02|25P03)/

export interface PostgresOptions {
  url: string
  poolSize: number
  /** How long a connection, or a statement that lost, is tried again. */
  waitMs: number
}

/** Opens a pool of connections to PostgreSQL, each at SERIALIZABLE. */
export class PostgresAdapterFactory implements SqlDriverAdapterFactory {
  readonly provider = 'postgres' as const
  readonly adapterName = '@prisma/adapter-pg'
  readonly #options: PostgresOptions

  constructor(options: PostgresOptions) {
    this.#options = options
  }

  async connect(): Promise<SqlDriverAdapter> {
    const { url, poolSize, waitMs } = this.#options
    const stock = await new PrismaPg({ ...connectionOf(url), max: poolSize }).connect()
    return wrap(stock, waitMs)
  }
}

function wrap(stock: SqlDriverAdapter, waitMs: number): SqlDriverAdapter {
  const again = <T>(work: () => Promise<T>, reads = false) => untilDone(work, { waitMs, reads })
  return {
    provider: stock.provider,
    adapterName: stock.adapterName,
    queryRaw: (query: SqlQuery) =>
      again(() => stock.queryRaw(query), /^\s*SELECT\b/i.test(query.sql)),
    executeRaw: (query: SqlQuery) => again(() => stock.executeRaw(query)),
    executeScript: (script: string) => again(() => stock.executeScript(script)),
    getConnectionInfo: () => stock.getConnectionInfo!(),
    dispose: () => stock.dispose(),
    startTransaction: async () => transaction(await again(() => begin(stock), true)),
  }
}

/**
 * A transaction that waits here until it is alone. SERIALIZABLE by itself would let rivals run and all
 * but one of them fail: at a budget's row that costs four workers three times the processor time, and
 * they get less done than one. LOCK TABLE takes no snapshot, so what the one before wrote is seen.
 */
async function begin(stock: SqlDriverAdapter): Promise<Transaction> {
  const started = await stock.startTransaction()
  try {
    await started.executeRaw(statement('LOCK TABLE "Meta" IN SHARE ROW EXCLUSIVE MODE'))
    return started
  } catch (error) {
    await started.executeRaw(statement('ROLLBACK')).catch(() => {})
    await started.rollback()
    throw error
  }
}

const statement = (sql: string): SqlQuery => ({ sql, args: [], argTypes: [] })

/** Prisma's engine itself sends COMMIT or ROLLBACK as a statement; `commit` and `rollback` only follow. */
function transaction(stock: Transaction): Transaction {
  return {
    provider: stock.provider,
    adapterName: stock.adapterName,
    options: stock.options,
    queryRaw: (query: SqlQuery) => telling(query, () => stock.queryRaw(query)),
    executeRaw: (query: SqlQuery) => telling(query, () => stock.executeRaw(query)),
    commit: () => stock.commit(),
    rollback: () => stock.rollback(),
    createSavepoint: (name: string) => stock.createSavepoint!(name),
    rollbackToSavepoint: (name: string) => stock.rollbackToSavepoint!(name),
    releaseSavepoint: (name: string) => stock.releaseSavepoint!(name),
  }
}

/** Says of a connection that broke whether the transaction can have been committed. */
async function telling<T>(query: SqlQuery, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isBroken(error)) throw error
    throw broken(error, /^\s*COMMIT/i.test(query.sql) ? BROKEN_AT_COMMIT : BROKEN_BEFORE_COMMIT)
  }
}

/** Runs again what certainly left nothing: it lost against another, was never sent, or only reads. */
async function untilDone<T>(
  work: () => Promise<T>,
  { waitMs, reads }: { waitMs: number; reads: boolean },
): Promise<T> {
  const deadline = performance.now() + waitMs
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const again = isConflict(error) || wasNeverSent(error) || (reads && isBroken(error))
      if (!again || performance.now() > deadline) throw told(error)
      await pause(attempt)
    }
  }
}

function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof DriverAdapterError)) {
    return error instanceof Error && /timeout exceeded when trying to connect/.test(error.message)
  }
  const { kind, originalCode = '' } = error.cause
  return kind === 'DatabaseNotReachable' || NOT_NOW.test(originalCode)
}

/** node-postgres tells of a lost connection in plain errors without a code. */
function isBroken(error: unknown): boolean {
  if (error instanceof DriverAdapterError) {
    const { kind, originalCode = '' } = error.cause
    return kind === 'ConnectionClosed' || kind === 'SocketTimeout' || ENDED.test(originalCode)
  }
  return (
    error instanceof Error &&
    /^(Connection terminated|Client has encountered a connection error|Query read timeout|Client was closed)/.test(
      error.message,
    )
  )
}

function broken(error: unknown, originalCode: string): DriverAdapterError {
  const originalMessage = error instanceof Error ? error.message : String(error)
  return new DriverAdapterError({ kind: 'ConnectionClosed', originalCode, originalMessage })
}

/** Outside a transaction nobody knows whether a statement on a lost connection was carried out. */
function told(error: unknown): unknown {
  return isBroken(error) ? broken(error, BROKEN_AT_COMMIT) : error
}
