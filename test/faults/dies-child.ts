/**
 * Preloaded into a `vidgen` process (`--import`): kills it with SIGKILL right before or after one
 * chosen commit to the database or to the offline provider's account, without the process knowing.
 * `DIES=after:7` dies after the seventh commit; `DIES_LOG` names a file that gets a line a commit.
 */
import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'

type Row = Record<string, unknown>
type Runner = (...values: unknown[]) => unknown
type Wrapped = Database.Statement & Record<'run' | 'all' | 'get', Runner>

const [phase = '', place = '0'] = (process.env['DIES'] ?? '').split(':')
const log = process.env['DIES_LOG']
let commits = 0

const written = new WeakMap<Database.Database | pg.Client, Set<string>>()
/** The database of a rehearsal, or of real services. */
const OURS = new Set(['rehearsal.db', 'live.db'])
const WATCHED = new Set([...OURS, 'offline.db'])
/** Bookkeeping of the house, which comes and goes with the clock. */
const IGNORED = new Set(['Duty', 'Meta', '_prisma_migrations', 'bill'])

const { prepare, transaction } = Database.prototype as unknown as {
  prepare: (this: Database.Database, sql: string) => Wrapped
  transaction: (this: Database.Database, work: Runner) => { immediate: Runner }
}

Object.assign(Database.prototype, {
  prepare(this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql)
    const file = basename(this.name)
    if (OURS.has(file) && (!statement.readonly || /^(COMMIT|ROLLBACK)/.test(sql)))
      watch(this, statement, sql)
    return statement
  },
  transaction(this: Database.Database, work: Runner) {
    if (!WATCHED.has(basename(this.name))) return transaction.call(this, work)
    return boundary(transaction, this, work)
  },
})

/** A transaction of the offline account: it dies inside, before the commit, or right after it. */
function boundary(make: typeof transaction, db: Database.Database, work: Runner) {
  const { immediate } = make.call(db, (...values: unknown[]) => {
    const result = work(...values)
    if (isPurchase(values)) before('account')
    return result
  })
  return {
    immediate: (...values: unknown[]) => {
      const result = immediate(...values)
      if (isPurchase(values)) after()
      return result
    },
  }
}

function isPurchase(values: unknown[]): boolean {
  return typeof (values[0] as Row | undefined)?.['amountMicros'] === 'number'
}

function watch(db: Database.Database, statement: Wrapped, sql: string): void {
  for (const method of ['run', 'all', 'get'] as const) {
    const run = statement[method].bind(statement)
    Object.defineProperty(statement, method, {
      value: (...values: unknown[]) => step(db, sql, () => run(...values)),
    })
  }
}

const open = new WeakSet<pg.Client>()
const { query } = pg.Client.prototype as unknown as {
  query: (this: pg.Client, ...words: unknown[]) => Promise<unknown>
}

Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...words: unknown[]) {
    const [statement] = words as [string | { text?: string }]
    const sql = (typeof statement === 'string' ? statement : statement.text) ?? ''
    if (sql.startsWith('BEGIN')) open.add(this)
    const ends = /^(COMMIT|ROLLBACK)/.test(sql)
    const run = (...given: unknown[]) => query.call(this, ...given)
    if (ends) open.delete(this)
    if (!isBoundary(this, sql, open.has(this))) return run(...words)
    const label = [...written.get(this)!].join('+')
    written.delete(this)
    const commit = (commits += 1)
    if (phase === 'before') dieAt(commit)
    const done = words.findIndex((word) => typeof word === 'function')
    if (done < 0) return confirmed(commit, label, run(...words))
    const tell = words[done] as (error: unknown, result: unknown) => void
    return run(
      ...words.with(done, (error: unknown, result: unknown) => {
        judge(commit, label, !error)
        tell(error, result)
      }),
    )
  },
})

async function confirmed(
  commit: number,
  label: string,
  result: Promise<unknown>,
): Promise<unknown> {
  try {
    const answer = await result
    judge(commit, label, true)
    return answer
  } catch (error) {
    judge(commit, label, false)
    throw error
  }
}

/** A commit that lost against another is none. */
function judge(commit: number, label: string, isDone: boolean): void {
  if (!isDone) return void commits--
  if (log !== undefined) appendFileSync(log, `${label}\n`)
  if (phase === 'after') dieAt(commit)
}

function step(db: Database.Database, sql: string, run: () => unknown): unknown {
  const tables = note(db, sql)
  const isWrite = tableOf(sql) !== undefined
  const commits = sql.startsWith('COMMIT') || (isWrite && !db.inTransaction)
  if (!commits) return run()
  written.delete(db)
  if (tables.size === 0) return run()
  before([...tables].join('+'))
  const result = run()
  after()
  return result
}

function isBoundary(client: pg.Client, sql: string, isOpen: boolean): boolean {
  const tables = note(client, sql)
  return tables.size > 0 && (sql.startsWith('COMMIT') || !isOpen)
}

/** Which tables the transaction has written so far, this statement's included. */
function note(db: Database.Database | pg.Client, sql: string): Set<string> {
  if (sql.startsWith('ROLLBACK')) written.delete(db)
  const tables = written.get(db) ?? new Set<string>()
  const table = tableOf(sql)
  if (table !== undefined && !IGNORED.has(table)) written.set(db, tables.add(table))
  return tables
}

function tableOf(sql: string): string | undefined {
  return /^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:[`"](?:main|public)[`"]\.)?[`"](\w+)[`"]/.exec(
    sql,
  )?.[1]
}

function before(label: string): void {
  commits++
  if (log !== undefined) appendFileSync(log, `${label}\n`)
  if (phase === 'before') dieAt(commits)
}

function after(): void {
  if (phase === 'after') dieAt(commits)
}

function dieAt(commit: number): void {
  if (commit === Number(place)) process.kill(process.pid, 'SIGKILL')
}
