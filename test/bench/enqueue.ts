/** A large file through `vidgen enqueue`, beside what its database and its queue need by themselves. */
import { join } from 'node:path'
import { migrate } from '../../src/db/migrate.ts'
import type { EnqueueResult } from '../../src/results.ts'
import { bulkInsert, bulkDeliver } from './enqueue-floor.ts'
import { bulkInsertPostgres } from './enqueue-floor-postgres.ts'
import type { Figure } from './figures.ts'
import { type House, inHouse, type Run } from './house.ts'
import { onPostgres } from './postgres.ts'
import { writeProducts } from './products.ts'

const MOST_MB = 250

/** On both databases, twice the same file: all queued, then all known. */
export async function benchEnqueue({ rows }: { rows: number }): Promise<Figure[]> {
  const sqlite = await inHouse((house) =>
    measure(house, {
      rows,
      on: 'SQLite',
      insert: () => bulkInsert(join(house.folder, 'floor.db'), rows),
    }),
  )
  return [
    ...sqlite,
    ...(await onPostgres((floor) => onPostgres((db) => postgres(floor.url, db.url, rows)))),
  ]
}

async function postgres(floorUrl: string, url: string, rows: number): Promise<Figure[]> {
  await migrate({ url: floorUrl, poolSize: 1 })
  const insert = () => bulkInsertPostgres(floorUrl, rows)
  return inHouse((house) => measure(house, { rows, on: 'PostgreSQL', insert }), {
    DATABASE_URL: url,
  })
}

interface Bench {
  rows: number
  on: string
  /** The least that the database needs, in milliseconds. */
  insert: () => Promise<number>
}

async function measure(house: House, { rows, on, insert }: Bench): Promise<Figure[]> {
  const csv = join(house.folder, 'products.csv')
  await writeProducts(csv, rows)
  const insertMs = await insert()
  const deliverMs = await bulkDeliver(house.folder, rows)
  const first = await enqueue(house, csv, rows)
  const second = await enqueue(house, csv, 0)
  return figures({
    label: `${on}, ${rows.toLocaleString('en')} rows`,
    insertMs,
    deliverMs,
    first,
    second,
  })
}

async function enqueue(house: House, csv: string, expected: number): Promise<Run> {
  const run = await house.vidgen(['enqueue', '--csv', csv, '--json'])
  const { queued } = JSON.parse(run.stdout) as EnqueueResult
  if (queued !== expected) throw new Error(`${queued} jobs were queued, not ${expected}.`)
  return run
}

interface Measured {
  label: string
  insertMs: number
  deliverMs: number
  first: Run
  second: Run
}

function figures({ label, insertMs, deliverMs, first, second }: Measured): Figure[] {
  const common = { unit: 's' as const, value: first.wallMs / 1000 }
  return [
    {
      ...common,
      name: label,
      floor: (insertMs + deliverMs) / 1000,
      floorName: 'insert + addBulk',
      target: { of: 'ratio', most: 1.5 },
    },
    // Only a window of the deliveries is handed over by enqueue itself.
    { ...common, name: label, floor: insertMs / 1000, floorName: 'insert alone', target: null },
    peak(`${label}, memory`, first),
    {
      name: `${label}, again`,
      unit: 's',
      value: second.wallMs / 1000,
      floor: first.wallMs / 1000,
      floorName: 'first run',
      target: { of: 'ratio', most: 1 },
    },
    peak(`${label}, again, memory`, second),
  ]
}

function peak(name: string, { peakMb }: Run): Figure {
  const target = { of: 'value' as const, most: MOST_MB }
  return { name, unit: 'MB', value: peakMb, floor: null, floorName: null, target }
}
