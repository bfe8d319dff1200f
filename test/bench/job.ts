/** Our own work for a job: providers answer at once, a worker drains a full queue. */
import { copyFile, mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import pLimit from 'p-limit'
import { samplePicture, sampleVideo } from '../../src/ai/offline/sample.ts'
import type { WorkerResult } from '../../src/results.ts'
import type { Figure } from './figures.ts'
import { type House, inHouse, type Run } from './house.ts'
import { writeProducts } from './products.ts'

const CONCURRENCY = 8
const MOST_MS = 15
/** Lease; intent and result of each frame; intent, id and result of the video; upload; publishing. */
const COMMITS = 10
const PICTURE = fileURLToPath(new URL('../../examples/pictures/', import.meta.url))

/** Drains `jobs` jobs; what a worker takes to start and to find nothing to do is left out. */
export async function benchJob({ jobs }: { jobs: number }): Promise<Figure[]> {
  return inHouse(async (house) => {
    await copyFile(join(PICTURE, 'floral-dress.jpg'), join(house.folder, 'picture.jpg'))
    const csv = join(house.folder, 'products.csv')
    await writeProducts(csv, jobs, 'picture.jpg')
    await drain(house, 0)
    const idle = await drain(house, 0)
    await house.vidgen(['enqueue', '--csv', csv, '--json'])
    const busy = await drain(house, jobs)
    const floor = await plainWrites(house.folder, jobs)
    const aJob = (of: 'cpuMs' | 'wallMs') => (busy[of] - idle[of]) / jobs
    const common = { unit: 'ms' as const, target: { of: 'value' as const, most: MOST_MS } }
    return [
      {
        ...common,
        name: `job, CPU (${jobs} jobs)`,
        value: aJob('cpuMs'),
        floor: floor.cpuMs / jobs,
        floorName: 'plain writes',
      },
      {
        ...common,
        name: `job, wall at concurrency ${CONCURRENCY}`,
        value: aJob('wallMs'),
        floor: floor.wallMs / jobs,
        floorName: 'plain writes',
      },
    ]
  })
}

async function drain(house: House, expected: number): Promise<Run> {
  const args = ['worker', '--drain', '--concurrency', String(CONCURRENCY), '--json']
  const run = await house.vidgen(args)
  const { completed } = JSON.parse(run.stdout) as WorkerResult
  if (completed !== expected) throw new Error(`${completed} jobs completed, not ${expected}.`)
  return run
}

/** The files of a job, each safe from a power cut, and its commits, in a program that does nothing else. */
async function plainWrites(
  folder: string,
  jobs: number,
): Promise<{ cpuMs: number; wallMs: number }> {
  const target = join(folder, 'floor')
  await mkdir(target)
  const db = new Database(join(folder, 'floor.db'))
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) db.pragma(pragma)
  db.exec('CREATE TABLE commits (id INTEGER PRIMARY KEY, text TEXT)')
  const commit = db.prepare('INSERT INTO commits (text) VALUES (?)')
  const limit = pLimit(CONCURRENCY)
  const startedMs = performance.now()
  const started = process.cpuUsage()
  await limit.map(
    Array.from({ length: jobs }, (_, job) => job),
    async (job) => {
      const files = [picture, picture, video, picture, video]
      for (const [index, bytes] of files.entries()) {
        await place(target, `${job}-${index}`, bytes)
        for (let done = 0; done < COMMITS / files.length; done++) commit.run('x'.repeat(300))
      }
    },
  )
  const { user, system } = process.cpuUsage(started)
  db.close()
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedMs }
}

const picture = samplePicture().bytes
const video = sampleVideo()

async function place(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = await open(join(folder, `.${name}`), 'wx')
  await file.writeFile(bytes)
  await file.sync()
  await file.close()
  await rename(join(folder, `.${name}`), join(folder, name))
  const directory = await open(folder, 'r')
  await directory.sync()
  await directory.close()
}
