import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { runChild, testFolder } from './folder.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MIGRATIONS = join(ROOT, 'prisma/sqlite/migrations')

/** A copy of the migrations and what a test adds to it. */
async function migrationsWith(added: Record<string, string> = {}): Promise<string> {
  const folder = join(await testFolder(), 'migrations')
  await cp(MIGRATIONS, folder, { recursive: true })
  for (const [name, sql] of Object.entries(added)) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'migration.sql'), sql)
  }
  return folder
}

function query<T>(file: string, sql: string): T[] {
  const db = new Sqlite(file)
  try {
    return db.prepare(sql).all() as T[]
  } finally {
    db.close()
  }
}

async function migrated(): Promise<string> {
  const file = join(await testFolder(), 'test.db')
  await migrate({ file })
  return file
}

describe('a database', () => {
  test('is made once, by whoever comes first of ten processes', async () => {
    const file = join(await testFolder(), 'test.db')
    const ids = await Promise.all(Array.from({ length: 10 }, () => runChild('open-child.ts', file)))
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
    const applied = query(file, 'SELECT migration_name FROM _prisma_migrations')
    const { length } = readdirSync(MIGRATIONS).filter((name) => /^\d/.test(name))
    expect(applied).toHaveLength(length)
    expect(await migrate({ file })).toEqual([])
  })

  test('that is up to date is left alone', async () => {
    const file = await migrated()
    const before = await readFile(file)
    expect(await migrate({ file })).toEqual([])
    expect(await readFile(file)).toEqual(before)
  })

  test('gets what is new, in order', async () => {
    const file = await migrated()
    const folder = await migrationsWith({
      '29990102000000_b': 'ALTER TABLE "Extra" ADD COLUMN "b" TEXT;',
      '29990101000000_a': 'CREATE TABLE "Extra" ("a" TEXT);',
    })
    expect(await migrate({ file }, folder)).toEqual(['29990101000000_a', '29990102000000_b'])
    expect(await migrate({ file }, folder)).toEqual([])
  })

  test('keeps the rows that refer to a table which a migration makes anew', async () => {
    const file = await migrated()
    const db = new Sqlite(file)
    db.exec(`PRAGMA foreign_keys = ON;
      CREATE TABLE "Mother" ("id" TEXT PRIMARY KEY);
      CREATE TABLE "Child" ("id" TEXT REFERENCES "Mother" ("id") ON DELETE CASCADE);
      INSERT INTO "Mother" VALUES ('m'); INSERT INTO "Child" VALUES ('m');`)
    db.close()
    const folder = await migrationsWith({
      '29990101000000_anew': `CREATE TABLE "new_Mother" ("id" TEXT PRIMARY KEY, "x" TEXT);
        INSERT INTO "new_Mother" ("id") SELECT "id" FROM "Mother";
        DROP TABLE "Mother"; ALTER TABLE "new_Mother" RENAME TO "Mother";`,
    })
    await migrate({ file }, folder)
    expect(query(file, 'SELECT * FROM "Child"')).toEqual([{ id: 'm' }])
  })
})

describe('refuses', () => {
  test('a database of a newer vidgen', async () => {
    const file = await migrated()
    const folder = await migrationsWith({ '29990101000000_new': 'CREATE TABLE "X" ("a" TEXT);' })
    await migrate({ file }, folder)
    await expect(migrate({ file })).rejects.toMatchObject({
      code: 'DATABASE_TOO_NEW',
      params: { file, name: '29990101000000_new' },
    })
  })

  test('a migration that is not the one that was applied', async () => {
    const folder = await migrationsWith({ '29990101000000_new': 'CREATE TABLE "X" ("a" TEXT);' })
    const file = join(await testFolder(), 'test.db')
    await migrate({ file }, folder)
    await writeFile(
      join(folder, '29990101000000_new/migration.sql'),
      'CREATE TABLE "Y" ("a" TEXT);',
    )
    await expect(migrate({ file }, folder)).rejects.toMatchObject({
      code: 'DATABASE_MIGRATION_EDITED',
    })
  })

  test('a database whose migration never ended', async () => {
    const file = await migrated()
    const db = new Sqlite(file)
    db.exec('UPDATE _prisma_migrations SET finished_at = NULL')
    db.close()
    await expect(migrate({ file })).rejects.toMatchObject({ code: 'DATABASE_MIGRATION_BROKEN' })
  })

  test.each([
    [
      'breaks references',
      `PRAGMA defer_foreign_keys = ON; CREATE TABLE "Late" ("p" TEXT REFERENCES "Product" ("id")); INSERT INTO "Late" VALUES ('none');`,
    ],
    ['can’t be read', 'CREATE TABLE "Late" ("p" TEXT); CREATE TABEL "X";'],
  ])('a migration that %s, and leaves nothing of it', async (_, sql) => {
    const file = await migrated()
    const folder = await migrationsWith({ '29990101000000_bad': sql })
    await expect(migrate({ file }, folder)).rejects.toMatchObject({
      code: 'DATABASE_MIGRATION_BROKEN',
      params: { name: '29990101000000_bad' },
    })
    expect(query(file, `SELECT 1 FROM sqlite_master WHERE name = 'Late'`)).toEqual([])
    expect(await migrate({ file })).toEqual([])
  })

  test.each([
    ['a file that is no database', (file: string) => writeFile(file, 'a,b\n'.repeat(1000))],
    ['a folder in its place', (file: string) => mkdir(file)],
  ])('%s', async (_, prepare) => {
    const file = join(await testFolder(), 'test.db')
    await prepare(file)
    const going = openDatabase({ file, kind: 'rehearsal' })
    await expect(going).rejects.toMatchObject({ code: 'DATABASE_UNREADABLE', params: { file } })
  })

  test('a folder that is not there', async () => {
    const file = join(await testFolder(), 'none', 'test.db')
    await expect(migrate({ file })).rejects.toMatchObject({ code: 'DATABASE_UNREADABLE' })
  })
})

describe('the kind of a database', () => {
  test('is that of its creation', async () => {
    const file = join(await testFolder(), 'test.db')
    const first = await openDatabase({ file, kind: 'rehearsal' })
    await first.db.$disconnect()
    const again = await openDatabase({ file, kind: 'rehearsal' })
    await again.db.$disconnect()
    expect(again.installationId).toBe(first.installationId)
    await expect(openDatabase({ file, kind: 'live' })).rejects.toMatchObject({
      code: 'DATABASE_WRONG_KIND',
      params: { kind: 'rehearsal', wanted: 'live' },
    })
  })
})

test('model and migrations say the same', async () => {
  const prisma = join(ROOT, 'node_modules/prisma/build/index.js')
  const to = ['--to-schema', 'prisma/sqlite', '--exit-code']
  const from = ['--from-migrations', 'prisma/sqlite/migrations']
  const env = { ...process.env, DATABASE_URL: `file:${join(await testFolder(), 'shadow.db')}` }
  const args = [prisma, 'migrate', 'diff', ...from, ...to]
  // Exit code 2, which rejects here, is a difference.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env })
  expect(stdout).toContain('No difference detected')
})
