/**
 * Preloaded into a `vidgen` process (`--import`): kills it with SIGKILL right before or after one
 * chosen commit to the database or to the offline provider's account, without the process knowing.
 * `DIES=after:7` dies after the seventh commit; `DIES_LOG` names a file that gets a line a commit.
 */
import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'
import Database from 'better-sqlite3'

type Row = Record<string, unknown>
type Runner = (...values: unknown[]) => unknown
type Wrapped = Database.Statement & Record<'run' | 'all' | 'get', Runner>

const [phase = '', place = '0'] = (process.env['DIES'] ?? '').split(':')
const log = process.env['DIES_LOG']
let commits = 0

const written = new WeakMap<Database.Database, Set<string>>()
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

function step(db: Database.Database, sql: string, run: () => unknown): unknown {
  const tables = written.get(db) ?? new Set<string>()
  if (sql.startsWith('ROLLBACK')) written.delete(db)
  const table = /^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:`main`\.)?[`"](\w+)[`"]/.exec(sql)?.[1]
  if (table !== undefined && !IGNORED.has(table)) written.set(db, tables.add(table))
  const commits = sql.startsWith('COMMIT') || (table !== undefined && !db.inTransaction)
  if (!commits) return run()
  written.delete(db)
  if (tables.size === 0) return run()
  before([...tables].join('+'))
  const result = run()
  after()
  return result
}

function before(label: string): void {
  commits++
  if (log !== undefined) appendFileSync(log, `${label}\n`)
  if (phase === 'before') dieHere()
}

function after(): void {
  if (phase === 'after') dieHere()
}

function dieHere(): void {
  if (commits === Number(place)) process.kill(process.pid, 'SIGKILL')
}
