/** A large file through `vidgen enqueue`, beside what its database and its queue need by themselves. */
import { join } from 'node:path'
import type { EnqueueResult } from '../../src/results.ts'
import { bulkInsert, bulkDeliver } from './enqueue-floor.ts'
import type { Figure } from './figures.ts'
import { type House, inHouse, type Run } from './house.ts'
import { writeProducts } from './products.ts'

const MOST_MB = 250

/** Twice the same file: all queued, then all known. */
export async function benchEnqueue({ rows }: { rows: number }): Promise<Figure[]> {
  return inHouse(async (house) => {
    const csv = join(house.folder, 'products.csv')
    await writeProducts(csv, rows)
    const insertMs = await bulkInsert(join(house.folder, 'floor.db'), rows)
    const deliverMs = await bulkDeliver(house.folder, rows)
    const first = await enqueue(house, csv, rows)
    const second = await enqueue(house, csv, 0)
    return figures({ rows, insertMs, deliverMs, first, second })
  })
}

async function enqueue(house: House, csv: string, expected: number): Promise<Run> {
  const run = await house.vidgen(['enqueue', '--csv', csv, '--json'])
  const { queued } = JSON.parse(run.stdout) as EnqueueResult
  if (queued !== expected) throw new Error(`${queued} jobs were queued, not ${expected}.`)
  return run
}

interface Measured {
  rows: number
  insertMs: number
  deliverMs: number
  first: Run
  second: Run
}

function figures({ rows, insertMs, deliverMs, first, second }: Measured): Figure[] {
  const label = `enqueue ${rows.toLocaleString('en')} rows`
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
