import Database from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { VidgenError } from '../errors.ts'
import { errorCode } from './file.ts'
import type { CheckedRow } from './rows.ts'
import { packRow, unpackRow } from './spool-row.ts'
import { SPOOL_SCHEMA, SPOOL_STATEMENTS, type SpoolStatement } from './spool-sql.ts'

const PAGE_ROWS = 1_000

/** What was decided about a row. */
export interface Decision {
  id: number
  /** The word by which `chunks`, `inFileOrder` and `countBy` find it: `queue`, `trim`, `active`, … */
  decision: string
  estimateMicros: number
  /** How much of that is for the video; the rest is for its frames. */
  videoMicros: number
  /** What the planner wants to find again with the row. */
  data?: string
}

/** A row as it is planned and loaded. `id` is its line in the file. */
export interface SpooledRow {
  id: number
  row: CheckedRow
  /** null where `add` was given none. */
  cells: string[] | null
  decision: string | null
  estimateMicros: number
  videoMicros: number
  data: string | null
}

/** What trimming to the limit needs to know of a row. */
export interface RankedRow {
  id: number
  line: number
  productId: string
  priority: number
  estimateMicros: number
  videoMicros: number
}

/** How many rows share a decision, and what they would cost. */
export interface DecisionTotal {
  rows: number
  micros: number
  videoMicros: number
}

interface StoredRow {
  id: number
  productId: string
  priority: number
  packed: string
  cells: string | null
  decision: string | null
  micros: number | null
  videoMicros: number | null
  data: string | null
}

/**
 * The checked rows of one file in a temporary SQLite file, one row a product, in flat memory.
 * Everything happens in one transaction that is never committed: nobody else reads it, and it need
 * not survive. Reading goes page by page, so that decisions can be written meanwhile. Methods throw
 * INTAKE_SPOOL_FAILED when the disk is full.
 */
export class Spool {
  readonly #folder: string
  readonly #file: string
  readonly #db: Database.Database
  readonly #prepared = new Map<SpoolStatement, Database.Statement>()
  #count = 0
  #duplicates = 0

  /** Throws INTAKE_SPOOL_FAILED where the folder can't be written to. */
  constructor(folder: string) {
    this.#folder = folder
    this.#file = join(folder, `spool-${randomUUID()}.db`)
    this.#db = openDatabase(folder, this.#file)
    this.#try(() => this.#prepare())
    // A file without a name goes with the process, however that ends. Windows keeps it until close.
    if (process.platform !== 'win32') rmSync(this.#file, { force: true })
  }

  /** Rows kept. */
  get count(): number {
    return this.#count
  }

  /** Rows left out because an earlier row has the same product. */
  get duplicates(): number {
    return this.#duplicates
  }

  /** Keeps a row; where its product has one already, keeps that and returns its line. */
  add(row: CheckedRow, cells?: readonly string[]): number | null {
    const { line, productId, priority } = row
    const kept = cells === undefined ? null : JSON.stringify(cells)
    const { changes } = this.#run('add', [line, productId, priority, packRow(row), kept])
    if (changes === 1) this.#count++
    else this.#duplicates++
    if (changes === 1) return null
    return this.#all<{ id: number }>('lineOf', [productId])[0]?.id ?? null
  }

  /** Rows by product id (by its UTF-8 bytes), all of them or those of one decision. */
  *chunks(size: number, decision?: string): Generator<SpooledRow[]> {
    let after = ''
    for (;;) {
      const stored =
        decision === undefined
          ? this.#all<StoredRow>('byProduct', [after, size])
          : this.#all<StoredRow>('byProductDecided', [after, decision, size])
      const last = stored.at(-1)
      if (last === undefined) return
      after = last.productId
      yield stored.map(spooled)
    }
  }

  /** Writes or replaces decisions. */
  decide(decisions: readonly Decision[]): void {
    for (const { id, decision, estimateMicros, videoMicros, data } of decisions)
      this.#run('decide', [decision, estimateMicros, videoMicros, data ?? null, id])
  }

  /** Changes the word of rows that were decided before; the estimate stays. */
  redecide(ids: readonly number[], decision: string): void {
    for (const id of ids) this.#run('redecide', [decision, id])
  }

  /** Rows of a decision, high priority first, then by line. They may be redecided meanwhile. */
  *inFileOrder(decision: string): Generator<RankedRow> {
    this.#try(() => this.#db.exec(SPOOL_STATEMENTS.index))
    let after = { rank: Number.NEGATIVE_INFINITY, id: 0 }
    for (;;) {
      const page = this.#all<Omit<RankedRow, 'line'>>('ranked', [
        decision,
        after.rank,
        after.id,
        PAGE_ROWS,
      ])
      for (const row of page) yield { ...row, line: row.id }
      const last = page.at(-1)
      if (last === undefined) return
      after = { rank: -last.priority, id: last.id }
    }
  }

  /** Rows and micro-dollars by decision; rows without one are not counted. */
  countBy(): Record<string, DecisionTotal> {
    const totals = this.#all<DecisionTotal & { decision: string }>('countBy', [])
    return Object.fromEntries(totals.map(({ decision, ...total }) => [decision, total]))
  }

  /** How many rows are wanted, today or later, by how their videos are to be. */
  alike(): { durationS: number; resolution: string; rows: number }[] {
    return this.#all('alike', [])
  }

  /** The first rows of the file. */
  sample(size: number): SpooledRow[] {
    return this.#all<StoredRow>('first', [size]).map(spooled)
  }

  /** Forgets everything. */
  close(): void {
    this.#db.close()
    rmSync(this.#file, { force: true })
  }

  #prepare(): void {
    // SQLite's defensive mode forbids a database without a journal; this one is never rolled back.
    this.#db.unsafeMode(true).pragma('journal_mode = OFF')
    this.#db.unsafeMode(false).exec(SPOOL_SCHEMA)
  }

  #statement(name: SpoolStatement): Database.Statement {
    const known = this.#prepared.get(name)
    if (known) return known
    const statement = this.#db.prepare(SPOOL_STATEMENTS[name])
    this.#prepared.set(name, statement)
    return statement
  }

  #run(name: SpoolStatement, values: unknown[]): Database.RunResult {
    return this.#try(() => this.#statement(name).run(values))
  }

  #all<T>(name: SpoolStatement, values: unknown[]): T[] {
    return this.#try(() => this.#statement(name).all(values) as T[])
  }

  #try<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      throw error instanceof Database.SqliteError ? failed(this.#folder, error) : error
    }
  }
}

function openDatabase(folder: string, file: string): Database.Database {
  try {
    return new Database(file)
  } catch (error) {
    throw failed(folder, error)
  }
}

function failed(folder: string, cause: unknown): VidgenError {
  return new VidgenError('INTAKE_SPOOL_FAILED', { folder, reason: errorCode(cause) }, { cause })
}

function spooled({ id, productId, priority, packed, cells, ...decided }: StoredRow): SpooledRow {
  return {
    id,
    row: unpackRow({ line: id, productId, priority }, packed),
    cells: cells === null ? null : (JSON.parse(cells) as string[]),
    decision: decided.decision,
    estimateMicros: decided.micros ?? 0,
    videoMicros: decided.videoMicros ?? 0,
    data: decided.data,
  }
}
