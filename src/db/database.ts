import { randomUUID } from 'node:crypto'
import { VidgenError } from '../errors.ts'
import { type Db, openClient } from './client.ts'
import { migrate } from './migrate.ts'

export interface OpenDatabaseOptions {
  file: string
  /** What the configuration makes of this run; a database keeps the kind of its creation. */
  kind: 'rehearsal' | 'live'
}

export interface Database {
  db: Db
  /** Names this database on a shared Redis. */
  installationId: string
}

/**
 * Opens the database, making and migrating it first. Throws the errors of {@link migrate} and
 * DATABASE_WRONG_KIND.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  await migrate(options.file)
  const db = await openClient(options.file)
  try {
    return { db, installationId: await stamp(db, options) }
  } catch (error) {
    await db.$disconnect()
    throw error
  }
}

async function stamp(db: Db, options: OpenDatabaseOptions): Promise<string> {
  let meta = await readMeta(db)
  if (!meta.installation || !meta.kind) {
    const fresh = JSON.stringify([
      { key: 'installation', value: randomUUID() },
      { key: 'kind', value: options.kind },
    ])
    await db.$executeRaw`INSERT INTO "Meta" ("key", "value")
      SELECT value->>'key', value->>'value' FROM json_each(${fresh}) WHERE true ON CONFLICT DO NOTHING`
    meta = await readMeta(db)
  }
  if (meta.kind !== options.kind) {
    throw new VidgenError('DATABASE_WRONG_KIND', {
      file: options.file,
      kind: meta.kind ?? 'unknown',
      wanted: options.kind,
      setting: 'NANO_BANANA_PROVIDER and PIKA_PROVIDER',
    })
  }
  return meta.installation!
}

async function readMeta(db: Db): Promise<{ installation?: string; kind?: string }> {
  const rows = await db.meta.findMany({ where: { key: { in: ['installation', 'kind'] } } })
  return Object.fromEntries(rows.map((row) => [row.key, row.value]))
}
