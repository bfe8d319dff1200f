import { randomUUID } from 'node:crypto'
import { VidgenError } from '../errors.ts'
import { type Db, openClient } from './client.ts'
import { jsonRows } from './dialect.ts'
import { identityOf, rememberFile } from './known-file.ts'
import { migrate } from './migrate.ts'
import { databaseName, type DatabaseTarget } from './target.ts'

export type OpenDatabaseOptions = DatabaseTarget & {
  /** What the configuration makes of this run; a database keeps the kind of its creation. */
  kind: 'rehearsal' | 'live'
  /** In which the budget counts its days; `mayChange` once it has been told that it is another. */
  zone?: { timezone: string; mayChange: boolean }
}

export interface Database {
  db: Db
  /** Names this database on a shared Redis. */
  installationId: string
  /**
   * Throws DATABASE_REPLACED for a file that was removed or replaced since it was opened, and
   * DATABASE_OTHER_TIMEZONE once somebody has changed the zone: who buys on by what it knew would lose
   * what it writes, or count another day beside that of the others.
   */
  assertUnchanged: () => Promise<void>
}

/**
 * Opens the database, making and migrating it first. Throws the errors of {@link migrate} and
 * DATABASE_WRONG_KIND and DATABASE_OTHER_TIMEZONE: two zones are two days, each with a whole limit.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  await migrate(options)
  const db = await openClient(options)
  try {
    const installationId = await stamp(db, options)
    if ('file' in options) await rememberFile(options.file, installationId)
    return { db, installationId, assertUnchanged: unchanged(db, options) }
  } catch (error) {
    await db.$disconnect()
    throw error
  }
}

function unchanged(db: Db, options: OpenDatabaseOptions): () => Promise<void> {
  const file = 'file' in options ? options.file : null
  const opened = file === null ? null : identityOf(file)
  return async () => {
    if (file !== null && identityOf(file) !== opened)
      throw new VidgenError('DATABASE_REPLACED', { file })
    const { zone } = options
    if (!zone) return
    const { timezone: stamped } = await readMeta(db)
    if (stamped !== zone.timezone)
      throw new VidgenError('DATABASE_OTHER_TIMEZONE', {
        stamped: stamped ?? '',
        timezone: zone.timezone,
      })
  }
}

async function stamp(db: Db, options: OpenDatabaseOptions): Promise<string> {
  let meta = await readMeta(db)
  const { zone } = options
  if (!meta.installation || !meta.kind) {
    const fresh = [
      { key: 'installation', value: randomUUID() },
      { key: 'kind', value: options.kind },
      ...(zone ? [{ key: 'timezone', value: zone.timezone }] : []),
    ]
    await db.$executeRaw`INSERT INTO "Meta" ("key", "value")
      SELECT "value"->>'key', "value"->>'value' FROM ${jsonRows(db, fresh)} AS "r" WHERE true ON CONFLICT DO NOTHING`
    meta = await readMeta(db)
  }
  if (meta.kind !== options.kind) {
    throw new VidgenError('DATABASE_WRONG_KIND', {
      file: databaseName(options),
      kind: meta.kind ?? 'unknown',
      wanted: options.kind,
      setting: 'NANO_BANANA_PROVIDER and PIKA_PROVIDER',
      elsewhere: 'file' in options ? 'VIDGEN_HOME' : 'DATABASE_URL',
    })
  }
  if (zone && meta.timezone !== zone.timezone) await changeZone(db, meta.timezone, zone)
  return meta.installation!
}

async function changeZone(
  db: Db,
  stamped: string | undefined,
  { timezone, mayChange }: { timezone: string; mayChange: boolean },
): Promise<void> {
  if (stamped !== undefined && !mayChange) {
    throw new VidgenError('DATABASE_OTHER_TIMEZONE', { stamped, timezone })
  }
  const key = 'timezone'
  await db.meta.upsert({
    where: { key },
    create: { key, value: timezone },
    update: { value: timezone },
  })
}

async function readMeta(
  db: Db,
): Promise<{ installation?: string; kind?: string; timezone?: string }> {
  const rows = await db.meta.findMany({
    where: { key: { in: ['installation', 'kind', 'timezone'] } },
  })
  return Object.fromEntries(rows.map((row) => [row.key, row.value]))
}
