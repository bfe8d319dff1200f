/**
 * Applies Prisma's migration files at run time without Prisma's schema engine, with Prisma's own
 * bookkeeping (`_prisma_migrations`, sha256 of the file), so that either can follow the other.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migratePostgres } from './migrate-postgres.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { readMigrations } from './migrations.ts'
import type { DatabaseTarget } from './target.ts'

/** Where the package keeps the migrations of each database: beside `src/` and `dist/` alike. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../prisma')

/**
 * Brings a database up to date; several processes may do so at once. Returns the names of the
 * migrations that this call applied. Throws DATABASE_TOO_NEW, DATABASE_MIGRATION_EDITED,
 * DATABASE_MIGRATION_BROKEN, DATABASE_UNREADABLE, DATABASE_FULL, DATABASE_GONE, DATABASE_UNREACHABLE
 * and DATABASE_DENIED.
 */
export async function migrate(target: DatabaseTarget, folder?: string): Promise<string[]> {
  const kind = 'file' in target ? 'sqlite' : 'postgresql'
  const all = readMigrations(folder ?? join(ROOT, kind, 'migrations'))
  return 'file' in target ? migrateSqlite(target.file, all) : migratePostgres(target, all)
}
