/** What a home's database says, read beside the processes that write it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** The database of a home as `v`, and the offline provider's bill as table `bill`. */
export function openBooks(home: string): Database.Database {
  const books = new Database(':memory:', { timeout: 10_000 })
  books.prepare('ATTACH ? AS v').run(join(home, 'rehearsal.db'))
  books.exec('CREATE TEMP TABLE bill (key TEXT, amountMicros INTEGER, service TEXT)')
  const insert = books.prepare('INSERT INTO bill VALUES (@key, @amountMicros, @service)')
  for (const line of billLines(home)) insert.run(line)
  return books
}

interface BillLine {
  key: string
  amountMicros: number
  service: string
}

function billLines(home: string): BillLine[] {
  const file = join(home, 'offline-bill.jsonl')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as BillLine)
}

/** Of real services where there are any, else of the rehearsal. */
function databaseOf(home: string): string {
  const live = join(home, 'live.db')
  return existsSync(live) ? live : join(home, 'rehearsal.db')
}

/** Asks the database of a home once; nothing where there is none yet. */
export function ask<T>(home: string, sql: string, ...values: unknown[]): T[] {
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
