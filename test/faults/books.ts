/** What a home's database says, read beside the processes that write it. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import pg from 'pg'
import { type Db, openClient } from '../../src/db/client.ts'
import { readMigrations } from '../../src/db/migrations.ts'

/** In a home whose database is PostgreSQL's: where that is. */
export const DATABASE_URL_FILE = 'database-url'

const NO_SUCH_TABLE = '42P01'
const amountsAsNumbers = new pg.TypeOverrides()
amountsAsNumbers.setTypeParser(pg.types.builtins.INT8, Number)

/** What the providers of a home have billed. */
export interface Bill {
  /** Whether they take our keys: then each line has one, and a request that comes again is one line. */
  keyed: boolean
  lines: { key: string | null; requestId: string; amountMicros: number }[]
}

/** The database of a home as `v` (of PostgreSQL's a copy), and the providers' bill as table `bill`. */
export async function openBooks(home: string, { lines }: Bill): Promise<Database.Database> {
  const books = new Database(':memory:', { timeout: 10_000 })
  const url = urlOf(home)
  const file = url === null ? databaseOf(home) : await copied(home)
  books.prepare('ATTACH ? AS v').run(file)
  books.exec('CREATE TEMP TABLE bill (key TEXT, requestId TEXT, amountMicros INTEGER)')
  const insert = books.prepare('INSERT INTO bill VALUES (@key, @requestId, @amountMicros)')
  for (const { key, requestId, amountMicros } of lines) insert.run({ key, requestId, amountMicros })
  return books
}

/** The bill of a home's offline provider. */
export function offlineBill(home: string): Bill {
  const file = join(home, 'offline-bill.jsonl')
  if (!existsSync(file)) return { keyed: true, lines: [] }
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return { keyed: true, lines: lines.map((line) => JSON.parse(line) as Bill['lines'][number]) }
}

/** A home's PostgreSQL database as an SQLite file, so that one set of queries judges both. */
async function copied(home: string): Promise<string> {
  const file = join(home, 'copy.db')
  const migrations = fileURLToPath(new URL('../../prisma/sqlite/migrations', import.meta.url))
  rmSync(file, { force: true })
  const copy = new Database(file)
  copy.pragma('foreign_keys = OFF')
  copy.pragma('synchronous = OFF')
  for (const { sql } of readMigrations(migrations)) copy.exec(sql)
  // What they would sum is copied, too.
  const triggers = copy
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'trigger'`)
    .all()
  for (const { name } of triggers) copy.exec(`DROP TRIGGER "${name}"`)
  const tables = copy
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
    .all()
  for (const { name } of tables) {
    if (name.startsWith('sqlite_')) continue
    const rows = await ask<Record<string, unknown>>(home, `SELECT * FROM "${name}"`)
    const columns = Object.keys(rows[0] ?? {})
    if (columns.length === 0) continue
    const names = columns.map((column) => `"${column}"`).join()
    const marks = columns.map(() => '?').join()
    const insert = copy.prepare(`INSERT INTO "${name}" (${names}) VALUES (${marks})`)
    copy.transaction(() => {
      for (const row of rows) insert.run(columns.map((column) => asSqlite(row[column])))
    })()
  }
  copy.close()
  return file
}

function asSqlite(value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

/** Of real services where there are any, else of the rehearsal. */
function databaseOf(home: string): string {
  const live = join(home, 'live.db')
  return existsSync(live) ? live : join(home, 'rehearsal.db')
}

/** The file of a home's database; null where it is PostgreSQL's, or not there yet. */
export function fileOfHome(home: string): string | null {
  const file = databaseOf(home)
  return urlOf(home) === null && existsSync(file) ? file : null
}

/** The database of a home as our own code opens it; the caller closes it. */
export function openLibrary(home: string): Promise<Db> {
  const url = urlOf(home)
  return openClient(url === null ? { file: databaseOf(home) } : { url, poolSize: 1 })
}

/** Asks the database of a home once; nothing where there is none yet. Names are to be quoted, values are `?`. */
export async function ask<T>(home: string, sql: string, ...values: unknown[]): Promise<T[]> {
  return urlOf(home) === null ? askSqlite(home, sql, values) : askPostgres(home, sql, values)
}

function askSqlite<T>(home: string, sql: string, values: unknown[]): T[] {
  const file = databaseOf(home)
  if (!existsSync(file)) return []
  const db = new Database(file, { readonly: true, timeout: 10_000 })
  try {
    return db.prepare<unknown[], T>(sql).all(...values)
  } catch (error) {
    // The file is there before its tables are.
    if (/no such table/.test(String(error))) return []
    throw error
  } finally {
    db.close()
  }
}

const pools = new Map<string, pg.Pool>()

async function askPostgres<T>(home: string, sql: string, values: unknown[]): Promise<T[]> {
  let pool = pools.get(home)
  if (!pool) {
    pool = new pg.Pool({ connectionString: urlOf(home)!, max: 1 })
    // A server that a test stops ends idle connections, too.
    pool.on('error', () => {})
    pools.set(home, pool)
  }
  let count = 0
  const text = sql.replaceAll('?', () => `$${(count += 1)}`)
  try {
    const query = { text, values, types: amountsAsNumbers }
    return (await pool.query<T & pg.QueryResultRow>(query)).rows
  } catch (error) {
    // The database is there before its tables are.
    if ((error as { code?: string }).code === NO_SUCH_TABLE) return []
    throw error
  }
}

/** Lets go of what {@link ask} holds open for a home. */
export async function closeBooks(home: string): Promise<void> {
  const pool = pools.get(home)
  pools.delete(home)
  await pool?.end()
}

/** Which database a home has. */
export function dialectOfHome(home: string): 'sqlite' | 'postgresql' {
  return urlOf(home) === null ? 'sqlite' : 'postgresql'
}

function urlOf(home: string): string | null {
  const file = join(home, DATABASE_URL_FILE)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
