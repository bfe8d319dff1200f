import type { Db, Tx } from '../../db/client.ts'
import { dialectOf } from '../../db/dialect.ts'
import type { ImportResult } from '../../results.ts'
import { posterKey, videoKey } from '../../storage/keys.ts'
import type { Storage } from '../../storage/storage.ts'
import type { ImportOptions } from './import.ts'

/** PostgreSQL takes 32,767 values in a statement; a job has 43. */
const PAGE = 500

type Row = Record<string, unknown>

/** What of Prisma's delegates a copy needs, alike for every table. */
interface Delegate {
  findMany(query: object): Promise<Row[]>
  createMany(query: { data: Row[] }): Promise<unknown>
  count(): Promise<number>
}

interface Table {
  name: keyof ImportResult['rows']
  /** The primary key. */
  key: string[]
  /** Its numbers are handed out by the database. */
  counts?: true
  /** The row with the new storage's addresses. */
  moved?: (row: Row, storage: Storage) => Row
}

/** Each after those that it refers to. */
const TABLES: Table[] = [
  { name: 'product', key: ['id'], moved: movedProduct },
  { name: 'batch', key: ['id'] },
  { name: 'videoGenerationJob', key: ['id'], moved: movedJob },
  { name: 'providerCall', key: ['id'] },
  { name: 'step', key: ['jobId', 'step'] },
  { name: 'ledgerEntry', key: ['id'], counts: true },
  { name: 'dailyUsage', key: ['period', 'provider'] },
  { name: 'limitException', key: ['id'] },
  { name: 'hold', key: ['id'] },
  { name: 'jobEvent', key: ['id'], counts: true },
  { name: 'notification', key: ['id'] },
  { name: 'notificationChannel', key: ['id'] },
  { name: 'notificationDelivery', key: ['notificationId', 'channelId'] },
]

const delegate = (db: Db | Tx, { name }: Pick<Table, 'name'>) => db[name] as unknown as Delegate

/** Whether nothing was ever queued here. */
export async function isEmpty(db: Db): Promise<boolean> {
  return (await db.product.count()) + (await db.batch.count()) === 0
}

/** Rows of each table. */
export async function countRows(db: Db): Promise<ImportResult['rows']> {
  const counts: Partial<ImportResult['rows']> = {}
  for (const table of TABLES) counts[table.name] = await delegate(db, table).count()
  return counts as ImportResult['rows']
}

/** Copies all rows in pages; each page is committed with the place where the next one begins. */
export async function copyTables(
  { source, db, storage }: { source: Db; db: Db; storage: Storage },
  { onProgress }: Pick<ImportOptions, 'onProgress'>,
): Promise<void> {
  const total = Object.values(await countRows(source)).reduce((sum, count) => sum + count, 0)
  let done = 0
  for (const table of TABLES) {
    for await (const page of pages(source, db, table)) {
      const data = page.rows.map((row) => table.moved?.(row, storage) ?? row).map(withoutNulls)
      await db.$transaction(async (tx) => {
        await delegate(tx, table).createMany({ data })
        await tx.meta.upsert({
          where: { key: page.mark },
          create: { key: page.mark, value: page.place },
          update: { value: page.place },
        })
      })
      done += page.rows.length
      onProgress?.({ stage: 'rows', done, total })
    }
    if (table.counts && dialectOf(db) === 'postgresql') await countOn(db, table.name)
  }
}

interface Page {
  rows: Row[]
  /** Where in Meta the last row's key is kept. */
  mark: string
  place: string
}

async function* pages(source: Db, db: Db, table: Table): AsyncGenerator<Page> {
  const mark = `import:${table.name}`
  const known = await db.meta.findUnique({ where: { key: mark } })
  let place = known ? (JSON.parse(known.value) as Row) : null
  for (;;) {
    const rows = await delegate(source, table).findMany({
      orderBy: table.key.map((column) => ({ [column]: 'asc' })),
      take: PAGE,
      ...(place && { cursor: cursorOf(table, place), skip: 1 }),
    })
    const last = rows.at(-1)
    if (!last) return
    place = Object.fromEntries(table.key.map((column) => [column, last[column]]))
    yield { rows, mark, place: JSON.stringify(place) }
    if (rows.length < PAGE) return
  }
}

/** Prisma names a key of several columns after them. */
function cursorOf({ key }: Table, place: Row): Row {
  return key.length === 1 ? place : { [key.join('_')]: place }
}

/** Prisma's JSON columns take no null; a column that is left out is NULL. */
function withoutNulls(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
}

function movedProduct(row: Row, storage: Storage): Row {
  const { id, videoJobId, videoUrl } = row as { id: string; videoJobId: string; videoUrl: string }
  if (!isFile(videoUrl)) return row
  return {
    ...row,
    videoUrl: storage.url(videoKey(id, videoJobId)),
    posterUrl: storage.url(posterKey(id, videoJobId)),
  }
}

function movedJob(row: Row, storage: Storage): Row {
  const { id, productId, videoUrl } = row as { id: string; productId: string; videoUrl: string }
  return isFile(videoUrl) ? { ...row, videoUrl: storage.url(videoKey(productId, id)) } : row
}

function isFile(url: string | null): boolean {
  return url?.startsWith('file:') === true
}

/** Ids that were copied are not handed out again. */
async function countOn(db: Db, name: 'ledgerEntry' | 'jobEvent' | Table['name']): Promise<void> {
  const table = `"${name[0]!.toUpperCase()}${name.slice(1)}"`
  await db.$queryRawUnsafe(
    `SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM ${table}), false)`,
  )
}
