/** Reading and checking rows, beside csv-parse that only splits them. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Parser } from 'csv-parse'
import { openIntake } from '../../src/catalog/intake.ts'
import type { Figure } from './figures.ts'
import { writeProducts } from './products.ts'

const ROWS = 200_000
const TIMES = 3

/** Rows a second of the quickest of a few runs each. */
export async function benchIntake(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-bench-'))
  try {
    const csv = join(folder, 'products.csv')
    await writeProducts(csv, ROWS)
    let ours = 0
    let plain = 0
    for (let time = 0; time < TIMES; time++) {
      plain = Math.max(plain, await rate(ROWS + 1, () => parse(csv)))
      ours = Math.max(ours, await rate(ROWS, () => read(csv)))
    }
    const floor = { floor: plain, floorName: 'csv-parse alone' }
    return [{ name: 'intake', unit: 'rows/s', value: ours, ...floor, target: null }]
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function rate(rows: number, run: () => Promise<number>): Promise<number> {
  const startedMs = performance.now()
  const got = await run()
  if (got !== rows) throw new Error(`${got} rows were read, not ${rows}.`)
  return (rows * 1000) / (performance.now() - startedMs)
}

async function read(file: string): Promise<number> {
  const intake = await openIntake({ file, columns: {}, encoding: undefined }, process.stdin)
  let rows = 0
  for await (const row of intake.rows()) if (row.ok) rows++
  return rows
}

/** As quick as csv-parse gets: rows are taken as they are pushed, past the stream's buffers. */
async function parse(file: string): Promise<number> {
  let rows = 0
  class Counting extends Parser {
    override push(cells: string[] | null): boolean {
      if (cells === null) return super.push(null)
      rows++
      return true
    }
  }
  const parser = new Counting({})
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  parser.once('end', resolve).once('error', reject).resume()
  createReadStream(file).once('error', reject).pipe(parser)
  await promise
  return rows
}
