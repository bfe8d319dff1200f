/** What a shop with many finished jobs waits for its numbers, on both databases. Plans go to stderr. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.ts'
import { startPostgres } from '../support/postgres-server.ts'
import type { Figure } from './figures.ts'
import { fillPostgres, fillSqlite, HISTORY_DAYS } from './history.ts'
import { type House, inHouse, type Run } from './house.ts'
import { databaseMs, tellPlans } from './report-plans.ts'

const DAY_MS = 86_400_000
const TIMES = 3
const MOST_S = 1
const MOST_DATABASE_MS = 500
const MOST_MB = 200

/** The commands over finished jobs of a month, seeded past all of our code. */
export async function benchReports({ jobs }: { jobs: number }): Promise<Figure[]> {
  return [...(await onSqlite(jobs)), ...(await onPostgres(jobs))]
}

const last = dayOf(Date.now())
const first = dayOf(Date.now() - (HISTORY_DAYS - 1) * DAY_MS)
const days = ['--from', first, '--to', last]

function onSqlite(jobs: number): Promise<Figure[]> {
  return inHouse(async (house) => {
    await mkdir(house.home)
    const file = join(house.home, 'rehearsal.db')
    // Makes the database, and stamps it.
    await house.vidgen(['status'])
    await fillSqlite(file, jobs)
    const commands = [
      ['stats', '--today'],
      ['stats', ...days],
      ...['day', 'provider', 'step', 'status'].map((by) => ['stats', ...days, '--by', by]),
      ['report', ...days],
      ['report', '--period', 'month', '--format', 'html'],
      ['status'],
      ['enqueue', '--product', 'SHOP-00000001', '--force', '--dry-run'],
    ]
    const runs: [string, Run][] = []
    for (const command of commands) runs.push([nameOf(command), await least(house, command)])
    await tellPlans({ file })
    return [
      ...runs.map(([name, run]) => figure(`${name}, CPU`, run.cpuMs / 1000, 's', MOST_S)),
      figure('most resident', Math.max(...runs.map(([, run]) => run.peakMb)), 'MB', MOST_MB),
    ].map((each) => ({ ...each, name: `SQLite, ${counted(jobs)}: ${each.name}` }))
  })
}

/** Of a few runs the one that took the least: what else the machine does is not ours. */
async function least(house: House, command: string[]): Promise<Run> {
  const runs: Run[] = []
  for (let time = 0; time < TIMES; time++) runs.push(await house.vidgen(command))
  return runs.toSorted((a, b) => a.cpuMs - b.cpuMs)[0]!
}

function nameOf(command: string[]): string {
  return command.join(' ').replaceAll(/\d{4}-\d\d-(\d\d)/g, '$1')
}

function figure(name: string, value: number, unit: Figure['unit'], most: number): Figure {
  return { name, value, unit, floor: null, floorName: null, target: { of: 'value', most } }
}

async function onPostgres(jobs: number): Promise<Figure[]> {
  const server = await startPostgres({ durable: true })
  try {
    const url = `${server.url}bench`
    const client = new pg.Client({ connectionString: `${server.url}postgres` })
    await client.connect()
    await client.query('CREATE DATABASE bench')
    await client.end()
    await migrate({ url, poolSize: 1 })
    await fillPostgres(url, jobs)
    const measured = await databaseMs(url, TIMES)
    await tellPlans({ url, poolSize: 1 })
    return [...measured].map(([name, value]) =>
      figure(
        `PostgreSQL, ${counted(jobs)}: ${name}, in the database`,
        value,
        'ms',
        MOST_DATABASE_MS,
      ),
    )
  } finally {
    await server.remove()
  }
}

function counted(jobs: number): string {
  return `${jobs.toLocaleString('en')} jobs`
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
