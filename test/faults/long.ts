/**
 * The long form: very many jobs while Redis and PostgreSQL are restarted every few seconds, beside the
 * same jobs in calm, with what either made a second.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freshHome, killRedis, redisPid } from '../e2e/support/home.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { ask, offlineBill } from './books.ts'
import { tellViolations, violations } from './check.ts'
import { randomFrom } from './random.ts'
import { openStage, productIds, run, type Stage, start, writeCsv } from './stage.ts'

export interface LongOptions {
  jobs: number
  seed: number
}

const WORKERS = 2
const CONCURRENCY = 50
const EVERY_MS = [5_000, 10_000] as const
const LONGEST_MS = 2 * 3_600_000

/** Runs both and tells of them. Answers whether every promise was kept. */
export async function runLong({ jobs, seed }: LongOptions): Promise<boolean> {
  const calm = await made({ jobs, seed, isCalm: true })
  const rough = await made({ jobs, seed, isCalm: false })
  for (const { name, seconds, restarts, problems } of [calm, rough]) {
    const rate = (jobs / seconds).toFixed(1)
    console.log(
      `${name}: ${jobs} jobs in ${seconds.toFixed(1)} s, ${rate} a second, ${restarts} restarts, ${problems === '' ? 'all promises kept' : 'BROKEN'}`,
    )
    if (problems !== '') console.log(problems)
  }
  return calm.problems + rough.problems === ''
}

interface Made {
  name: string
  seconds: number
  restarts: number
  /** One line each; '' when there is none. */
  problems: string
}

async function made(options: LongOptions & { isCalm: boolean }): Promise<Made> {
  const { jobs, isCalm } = options
  // As durable as it is in a shop: a crash must lose nothing.
  const server = await startPostgres({ durable: true })
  const home = await freshHome(() => newDatabase(server))
  try {
    const limits = {
      DATABASE_POOL_SIZE: '10',
      VIDGEN_DAILY_JOB_LIMIT: String(jobs),
      VIDGEN_DAILY_COST_LIMIT_USD: String(jobs),
    }
    const times = { VIDGEN_OFFLINE_IMAGE_MS: '500', VIDGEN_OFFLINE_VIDEO_MS: '2000' }
    const stage = openStage(home.path, { env: { ...home.env, ...limits, ...times } })
    const csv = writeCsv(home.path, 'products.csv', productIds(0, jobs))
    const queued = await run(stage, ['enqueue', '--csv', csv, '--yes'])
    if (queued.code !== 0) throw new Error(queued.stderr)
    const started = performance.now()
    const restarts = await untilMade(stage, { ...options, server })
    const seconds = (performance.now() - started) / 1000
    const found = await violations(home.path, { bill: offlineBill(home.path) })
    const missing = await unmade(stage)
    const problems = [
      tellViolations(found),
      ...(missing > 0 ? [`${missing} jobs are not made`] : []),
    ]
    return {
      name: isCalm ? 'calm ' : 'rough',
      seconds,
      restarts,
      problems: problems.filter(Boolean).join('\n'),
    }
  } finally {
    await home.end()
    await server.remove()
  }
}

interface Rough extends LongOptions {
  isCalm: boolean
  server: PostgresServer
}

/** Answers how often something was restarted. */
async function untilMade(stage: Stage, rough: Rough): Promise<number> {
  const over = new AbortController()
  const words = ['worker', '--concurrency', String(CONCURRENCY)]
  const workers = Array.from({ length: WORKERS }, () => keep(stage, words, over.signal))
  const restarting = rough.isCalm ? Promise.resolve(0) : restartAll(stage, rough, over.signal)
  const deadline = performance.now() + LONGEST_MS
  while ((await unmade(stage).catch(() => 1)) > 0 && performance.now() < deadline) await sleep(500)
  over.abort()
  const restarts = await restarting
  await Promise.all(workers)
  return restarts
}

/** A supervisor starts a worker again that found no database or Redis when it started. */
async function keep(stage: Stage, words: string[], over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const worker = start(stage, words)
    const stop = () => worker.signal('SIGTERM')
    over.addEventListener('abort', stop)
    const { code, signal, stderr } = await worker.ended
    over.removeEventListener('abort', stop)
    if (code !== 0 && code !== 5)
      throw new Error(`a worker ended with ${code ?? signal}: ${stderr}`)
  }
}

async function restartAll(stage: Stage, rough: Rough, over: AbortSignal): Promise<number> {
  const random = randomFrom(rough.seed)
  let restarts = 0
  for (;;) {
    await sleep(random.int(...EVERY_MS), undefined, { signal: over }).catch(() => {})
    if (over.aborted) return restarts
    restarts++
    if (random.chance(0.5)) await restartRedis(stage)
    else await restartPostgres(rough.server, random.pick(['fast', 'immediate']))
  }
}

/** The workers start it again. */
async function restartRedis(stage: Stage): Promise<void> {
  stage.tell(`Redis is killed (${await redisPid(stage.home)})`)
  await killRedis(stage.home)
}

async function restartPostgres(server: PostgresServer, mode: 'fast' | 'immediate'): Promise<void> {
  await server.stop(mode)
  await server.start()
}

async function unmade({ home }: Stage): Promise<number> {
  const sql = `SELECT CAST(count(*) AS INTEGER) AS jobs FROM "VideoGenerationJob" WHERE status <> 'COMPLETED'`
  return (await ask<{ jobs: number }>(home, sql))[0]!.jobs
}

async function newDatabase({ url }: PostgresServer) {
  const client = new pg.Client({ connectionString: `${url}postgres` })
  await client.connect()
  await client.query('CREATE DATABASE long')
  await client.end()
  return { target: { url: `${url}long`, poolSize: 10 }, remove: async () => {} }
}
