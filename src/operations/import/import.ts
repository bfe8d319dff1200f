/** Moving up: everything that a home on SQLite and a folder has, into the database and storage of the settings. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openDatabase } from '../../db/database.ts'
import type { Db } from '../../db/client.ts'
import { type DatabaseTarget, databaseName } from '../../db/target.ts'
import { VidgenError } from '../../errors.ts'
import type { ImportResult } from '../../results.ts'
import type { Storage } from '../../storage/storage.ts'
import { copyObjects } from './objects.ts'
import { copyTables, countRows, isEmpty } from './tables.ts'

export interface ImportContext {
  db: Db
  database: DatabaseTarget
  kind: 'rehearsal' | 'live'
  storage: Storage
}

export interface ImportOptions {
  /** The home to be moved. */
  from: string
  dryRun: boolean
  onProgress?: (at: ImportProgress) => void
}

/** How far an import has come. */
interface ImportProgress {
  stage: 'objects' | 'rows'
  done: number
  total: number
}

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'] as const
/** In the new database: which installation is being, or was, moved into it. */
const SOURCE = 'importedFrom'

/**
 * Copies a finished home: first every picture, frame and video, then all rows, with the addresses of
 * the new storage. One that was interrupted goes on where it stopped. The home itself stays as it is.
 * Throws IMPORT_NO_DATABASE, IMPORT_SAME_DATABASE, IMPORT_UNFINISHED, IMPORT_NOT_EMPTY,
 * IMPORT_OBJECT_MISSING and the errors of {@link openDatabase}.
 */
export async function importHome(
  context: ImportContext,
  options: ImportOptions,
): Promise<ImportResult> {
  const from = resolve(options.from)
  const file = join(from, `${context.kind}.db`)
  if (!existsSync(file)) throw new VidgenError('IMPORT_NO_DATABASE', { file, kind: context.kind })
  if (file === databaseName(context.database))
    throw new VidgenError('IMPORT_SAME_DATABASE', { file })
  const { db: source, installationId } = await openDatabase({ file, kind: context.kind })
  try {
    await assertFinished(source, from)
    await assertOurs(context, installationId)
    const rows = await countRows(source)
    const moved = { dryRun: options.dryRun, from, rows }
    const objects = await copyObjects({ ...context, source, from }, options)
    if (!options.dryRun) {
      await claim(context.db, installationId)
      await copyTables({ ...context, source }, options)
    }
    return { ...moved, objects }
  } finally {
    await source.$disconnect()
  }
}

/** Two databases with one open job would both buy for it. */
async function assertFinished(source: Db, from: string): Promise<void> {
  const jobs = await source.videoGenerationJob.count({ where: { status: { notIn: [...ENDED] } } })
  const loading = await source.batch.count({ where: { state: 'LOADING' } })
  if (jobs + loading > 0) throw new VidgenError('IMPORT_UNFINISHED', { from, jobs, loading })
}

/** Empty, or an import of the same home that was interrupted or is done. */
async function assertOurs({ db, database }: ImportContext, installationId: string): Promise<void> {
  const begun = await db.meta.findUnique({ where: { key: SOURCE } })
  if (begun?.value === installationId) return
  if (begun || !(await isEmpty(db))) {
    throw new VidgenError('IMPORT_NOT_EMPTY', { database: databaseName(database) })
  }
}

async function claim(db: Db, installationId: string): Promise<void> {
  const row = { key: SOURCE, value: installationId }
  await db.meta.upsert({ where: { key: SOURCE }, create: row, update: row })
}
