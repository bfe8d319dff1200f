/** What one worker, one Redis and one PostgreSQL carry when providers answer at once: where each limit is. */
import { copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensurePrivateRedis } from '../../src/embedded/private-redis.ts'
import { createTransport } from '../../src/queue/transport.ts'
import type { WorkerResult } from '../../src/results.ts'
import type { Figure } from './figures.ts'
import { type House, inHouse } from './house.ts'
import { type BenchDatabase, onPostgres } from './postgres.ts'
import { writeProducts } from './products.ts'

const DELIVERIES = 20_000
const CHUNK = 1_000
/** Enough that a worker's processor is what it waits for, not the polls of its videos. */
const CONCURRENCY = 50
const WORKERS = [1, 2, 4]
const PICTURE = fileURLToPath(new URL('../../examples/pictures/floral-dress.jpg', import.meta.url))

/** `jobs` are drained by one worker on SQLite, then by one, two and four on PostgreSQL. */
export async function benchCapacity({ jobs }: { jobs: number }): Promise<Figure[]> {
  const redis = await inHouse(deliveries)
  const sqlite = await inHouse((house) => onSqlite(house, jobs))
  const figures = [redis, ...sqlite]
  for (const workers of WORKERS) {
    figures.push(
      ...(await onPostgres((database) =>
        inHouse((house) => onPostgresWith(house, database, { jobs, workers }), {
          DATABASE_URL: database.url,
        }),
      )),
    )
  }
  return figures
}

/** Deliveries through Bull: handed over in bulk, taken by one consumer that does nothing. */
async function deliveries(house: House): Promise<Figure> {
  await house.vidgen(['worker', '--drain', '--json'])
  const { url } = await ensurePrivateRedis({ home: house.home })
  const transport = await createTransport({ url, prefix: 'bench' })
  try {
    const { promise, resolve } = Promise.withResolvers<void>()
    let taken = 0
    const startedMs = performance.now()
    const consumer = await transport.consume(CONCURRENCY, async () => {
      if (++taken === DELIVERIES) resolve()
    })
    for (let from = 0; from < DELIVERIES; from += CHUNK) {
      const rows = Array.from({ length: CHUNK }, (_, index) => {
        return { jobId: `j${from + index}`, seq: 1, begun: false }
      })
      await transport.deliver(rows)
    }
    await promise
    const perS = DELIVERIES / ((performance.now() - startedMs) / 1000)
    await consumer.stop()
    return rate(`deliveries through Redis, one consumer`, perS)
  } finally {
    await transport.close()
  }
}

async function onSqlite(house: House, jobs: number): Promise<Figure[]> {
  const bytes = async () => (await stat(join(house.home, 'rehearsal.db'))).size
  const idle = await drain(house, { jobs: 0, workers: 1 })
  const emptyBytes = await bytes()
  await queue(house, jobs)
  const busy = await drain(house, { jobs, workers: 1 })
  return [
    rate('jobs by 1 worker on SQLite', jobs / (busy.wallS - idle.wallS)),
    told('its processor time for a job', 'ms', (busy.cpuMs - idle.cpuMs) / jobs),
    told('memory of that worker', 'MB', busy.peakMb),
    told('database for 1,000 jobs, SQLite', 'MB', megabytesOf1000(jobs, emptyBytes, await bytes())),
  ]
}

async function onPostgresWith(
  house: House,
  database: BenchDatabase,
  { jobs, workers }: { jobs: number; workers: number },
): Promise<Figure[]> {
  const bytes = async () => {
    const { size } = await database.one<{ size: string }>(
      'SELECT pg_database_size(current_database()) AS size',
    )
    return Number(size)
  }
  const idle = await drain(house, { jobs: 0, workers })
  const emptyBytes = await bytes()
  await queue(house, jobs)
  const busy = await drain(house, { jobs, workers, database })
  const name = `${workers} ${workers === 1 ? 'worker' : 'workers'} on PostgreSQL`
  const whole = megabytesOf1000(jobs, emptyBytes, await bytes())
  return [
    rate(`jobs by ${name}`, jobs / (busy.wallS - idle.wallS)),
    told('their processor time for a job', 'ms', (busy.cpuMs - idle.cpuMs) / jobs),
    told(`most connections of ${name}`, '', busy.connections),
    ...(workers === 1 ? [told('database for 1,000 jobs, PostgreSQL', 'MB', whole)] : []),
  ]
}

function megabytesOf1000(jobs: number, emptyBytes: number, bytes: number): number {
  return ((bytes - emptyBytes) / 2 ** 20 / jobs) * 1_000
}

async function queue(house: House, jobs: number): Promise<void> {
  await copyFile(PICTURE, join(house.folder, 'picture.jpg'))
  const csv = join(house.folder, 'products.csv')
  await writeProducts(csv, jobs, 'picture.jpg')
  await house.vidgen(['enqueue', '--csv', csv, '--json'])
}

interface Drain {
  jobs: number
  workers: number
  database?: BenchDatabase
}

async function drain(house: House, { jobs, workers, database }: Drain) {
  const args = ['worker', '--drain', '--concurrency', String(CONCURRENCY), '--json']
  const watch = database && watchConnections(database)
  const startedMs = performance.now()
  const runs = await Promise.all(Array.from({ length: workers }, () => house.vidgen(args)))
  const wallS = (performance.now() - startedMs) / 1000
  const completed = runs.reduce(
    (sum, { stdout }) => sum + (JSON.parse(stdout) as WorkerResult).completed,
    0,
  )
  if (completed !== jobs) throw new Error(`${completed} jobs completed, not ${jobs}.`)
  const connections = (await watch?.()) ?? 0
  const cpuMs = runs.reduce((sum, run) => sum + run.cpuMs, 0)
  return { wallS, cpuMs, connections, peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)) }
}

/** Counts every 100 ms until it is asked for the most that were open, its own left out. */
function watchConnections(database: BenchDatabase): () => Promise<number> {
  let most = 0
  const look = async () => {
    const { open } = await database.one<{ open: string }>(
      'SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database()',
    )
    most = Math.max(most, Number(open) - 1)
  }
  let last = Promise.resolve()
  const timer = setInterval(() => {
    last = look()
  }, 100)
  return async () => {
    clearInterval(timer)
    await last
    return most
  }
}

function rate(name: string, value: number): Figure {
  return told(name, '/s', value)
}

function told(name: string, unit: Figure['unit'], value: number): Figure {
  return { name, unit, value, floor: null, floorName: null, target: null }
}
