/** Prisma's migration files, and what a database says of those that it has. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { VidgenError } from '../errors.ts'

export interface Migration {
  name: string
  sql: string
  checksum: string
}

/** A row of Prisma's own bookkeeping, `_prisma_migrations`. */
export interface AppliedRow {
  migration_name: string
  checksum: string
  finished_at: unknown
  rolled_back_at: unknown
}

/** In the order of their names. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'migration.sql')))
    .toSorted()
    .map((name) => {
      const bytes = readFileSync(join(folder, name, 'migration.sql'))
      const checksum = createHash('sha256').update(bytes).digest('hex')
      return { name, sql: bytes.toString('utf8'), checksum }
    })
}

/** What is still to be applied. Throws DATABASE_TOO_NEW, DATABASE_MIGRATION_EDITED, DATABASE_MIGRATION_BROKEN. */
export function pending(file: string, all: Migration[], rows: AppliedRow[]): Migration[] {
  const live = rows.filter((row) => row.rolled_back_at === null)
  const known = new Map(all.map((migration) => [migration.name, migration]))
  for (const row of live) {
    const migration = known.get(row.migration_name)
    const name = row.migration_name
    if (row.finished_at === null) throw new VidgenError('DATABASE_MIGRATION_BROKEN', { file, name })
    if (!migration) throw new VidgenError('DATABASE_TOO_NEW', { file, name })
    if (migration.checksum !== row.checksum) {
      throw new VidgenError('DATABASE_MIGRATION_EDITED', { file, name })
    }
  }
  const applied = new Set(live.map((row) => row.migration_name))
  return all.filter((migration) => !applied.has(migration.name))
}
