/** The faults of a schedule, done to whatever is there when their time comes. */
import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import pg from 'pg'
import { everyJob } from '../../src/jobs/selection.ts'
import type { Program } from '../e2e/support/program.ts'
import { killRedis, redisPid } from '../e2e/support/home.ts'
import { ask, fileOfHome } from './books.ts'
import type { Weather } from './network.ts'
import type { Fault, FaultKind, Mood } from './schedule.ts'
import { operate, outage, type Show } from './show.ts'
import { flushRedis, pauseRedis } from './stage.ts'

/** Waits for its time, and is over when what it did has ended. */
export async function inflict(show: Show, fault: Fault): Promise<void> {
  await sleep(fault.afterMs)
  show.stage.tell(`${fault.kind} ${fault.forMs} ms`)
  await FAULTS[fault.kind](show, fault)
}

type Doer = (show: Show, fault: Fault) => Promise<void> | void

/** Of what takes something away until it is over. */
function away(work: (show: Show, fault: Fault) => Promise<void>): Doer {
  return (show, fault) => outage(show, () => work(show, fault))
}

const workerOf = ({ workers, schedule }: Show, { worker }: Fault) =>
  workers[worker % schedule.workers.length]
const enqueueOf = ({ enqueues }: Show) => enqueues.findLast((each) => each.isRunning())

const FAULTS: Record<FaultKind, Doer> = {
  'kill-worker': (show, fault) => workerOf(show, fault)?.signal('SIGKILL'),
  'stop-worker': (show, fault) => workerOf(show, fault)?.signal('SIGTERM'),
  'freeze-worker': (show, fault) => freeze(show, workerOf(show, fault), fault.forMs),
  'kill-enqueue': (show) => enqueueOf(show)?.signal('SIGKILL'),
  'freeze-enqueue': (show, fault) => freeze(show, enqueueOf(show), fault.forMs),
  'kill-redis': (show) => outage(show, () => killRedis(show.stage.home)),
  'flush-redis': ({ stage }) => flushRedis(stage.home),
  'freeze-redis': away(freezeRedis),
  'pause-redis': away(async ({ stage }, { forMs }) => {
    await pauseRedis(stage.home, forMs)
    await sleep(forMs)
  }),
  'lock-database': away(lockDatabase),
  'cut-database': away(cutDatabase),
  'restart-database': away(restartDatabase),
  'fill-disk': away(fillDisk),
  'storage-gone': stormy(() => ({ kind: 'gone' })),
  'storage-slow': stormy(() => ({ kind: 'slow', delayMs: 400 })),
  'storage-cut': stormy(({ bytes }) => ({ kind: 'cut', afterBytes: bytes })),
  async 'provider-gone'({ place }, { forMs }) {
    await place.providers.network?.change({ kind: 'gone' })
    await sleep(forMs)
    await place.providers.network?.change({ kind: 'fair' })
  },
  'provider-slow': moody('slow'),
  'provider-busy': moody('busy'),
  'provider-broken': moody('broken'),
  'provider-garbage': moody('garbage'),
  'provider-truncated': moody('truncated'),
  'provider-reset': moody('reset'),
  'provider-hang': moody('hang'),
  'cancel-job': cancelOne,
  async 'retry-failed'(show) {
    const failed = { ...everyJob, statuses: ['FAILED' as const] }
    await operate(show, 'retry', ({ jobs }) => jobs.retry(failed, {}))
  },
  async approve(show) {
    await operate(show, 'approve', ({ jobs }) => jobs.approve(everyJob, { onLimit: 'trim' }))
  },
}

/** A frozen process may hold the database's lock. */
function freeze(show: Show, program: Program | undefined, forMs: number): void {
  if (!program?.isRunning()) return
  program.signal('SIGSTOP')
  const awake = outage(show, async () => {
    await sleep(forMs)
    program.signal('SIGCONT')
  })
  show.frozen.push(awake)
}

async function freezeRedis(show: Show, { forMs }: Fault): Promise<void> {
  const pid = await redisPid(show.stage.home)
  if (pid === null) return
  process.kill(pid, 'SIGSTOP')
  await sleep(forMs)
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // Another fault has killed it meanwhile.
  }
}

/** Somebody else's transaction takes its time: a backup, an analyst with a console. */
async function lockDatabase(show: Show, { forMs }: Fault): Promise<void> {
  const { stage, schedule } = show
  if (schedule.dialect === 'postgresql') {
    const sql = 'BEGIN; LOCK TABLE "VideoGenerationJob", "DailyUsage" IN EXCLUSIVE MODE'
    return onPostgres(show, async (client) => {
      await client.query(sql)
      await sleep(forMs)
    })
  }
  const file = fileOfHome(stage.home)
  if (file === null) return
  const db = new Database(file, { timeout: 0 })
  try {
    if (await locks(db)) await sleep(forMs)
  } finally {
    db.close()
  }
}

/** Takes its turn as everybody does. */
async function locks(db: Database.Database): Promise<boolean> {
  for (let tries = 0; tries < 500; tries++) {
    try {
      db.exec('BEGIN IMMEDIATE')
      return true
    } catch {
      await sleep(4)
    }
  }
  return false
}

/** Every connection of the run, a few times. */
async function cutDatabase(show: Show, { forMs }: Fault): Promise<void> {
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`
  for (let times = 0; times < 3; times++) {
    await onPostgres(show, async (client) => void (await client.query(cut)))
    await sleep(forMs / 3)
  }
}

async function restartDatabase(show: Show, { forMs, bytes }: Fault): Promise<void> {
  const { server } = show.place
  if (!server) return
  // One after the other, where there are two of them.
  await show.restarts(async () => {
    await server.stop(bytes % 2 === 0 ? 'fast' : 'immediate')
    await sleep(forMs)
    await server.start()
  })
}

/** Nothing where there is no database yet, or somebody cuts this connection, too. */
async function onPostgres(show: Show, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: show.place.env['DATABASE_URL']! })
  client.on('error', () => {})
  await client
    .connect()
    .then(() => work(client))
    .catch((error: unknown) => show.stage.tell(`not done: ${String(error)}`))
  await client.end().catch(() => {})
}

async function fillDisk(show: Show, { forMs }: Fault): Promise<void> {
  const { disk } = show.place
  if (disk === null) return
  const filler = join(disk, '.filler')
  const { bavail, bsize } = await statfs(disk)
  await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => {})
  await sleep(forMs)
  await rm(filler, { force: true })
}

function stormy(weather: (fault: Fault) => Weather): Doer {
  return away(async ({ place }, fault) => {
    await place.network?.change(weather(fault))
    await sleep(fault.forMs)
    await place.network?.change({ kind: 'fair' })
  })
}

function moody(mood: Mood): Doer {
  return async ({ place }, { forMs }) => {
    await place.providers.change(mood)
    await sleep(forMs)
    await place.providers.change(null)
  }
}

/** The oldest job that has not ended. */
async function cancelOne(show: Show): Promise<void> {
  const open = `SELECT id FROM "VideoGenerationJob" WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') ORDER BY id LIMIT 1`
  const [job] = await ask<{ id: string }>(show.stage.home, open).catch(() => [])
  if (!job) return
  await operate(show, 'cancel', ({ jobs }) => jobs.cancel({ ...everyJob, jobs: [job.id] }, {}))
}
