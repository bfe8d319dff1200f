/** The database's server itself is restarted, crashes, or is gone, while vidgen works. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startVidgen } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import type { TestDatabase } from '../support/database.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { ask } from './books.ts'
import { expectKept, finish, openQueued, openScene } from './scene.ts'
import { readBill, run, type Stage, start } from './stage.ts'

let server: PostgresServer
let databases = 0
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

const JOBS = 6
/** A new database on this server; the first who opens it makes its tables. */
async function onServer(): Promise<TestDatabase> {
  const name = `d${(databases += 1)}`
  const client = new pg.Client({ connectionString: `${server.url}postgres` })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return { target: { url: server.url + name, poolSize: 3 }, remove: async () => {} }
}

const bought = `SELECT id FROM "ProviderCall" WHERE outcome <> 'INTENT'`
const completed = `SELECT id FROM "VideoGenerationJob" WHERE status = 'COMPLETED'`
const count = async ({ home }: Stage, sql: string) => (await ask(home, sql)).length

test('it crashes and restarts again and again while a worker runs: nothing is lost or bought twice', async () => {
  await using scene = await openQueued(JOBS, {}, onServer)
  const { stage } = scene
  const worker = start(stage, ['worker', '--concurrency', '3'])
  for (const [mode, calls] of [
    ['immediate', 1],
    ['fast', 4],
    ['immediate', 8],
  ] as const) {
    await until(`${calls} purchases`, async () => (await count(stage, bought)) >= calls)
    stage.tell(`PostgreSQL stops (${mode})`)
    await server.stop(mode)
    await server.start()
  }
  await until('all videos', async () => (await count(stage, completed)) === JOBS, 90_000)
  worker.signal('SIGTERM')
  expect(await worker.ended).toMatchObject({ code: 0 })
  expect(readBill(stage.home)).toHaveLength(3 * JOBS)
  await expectKept(stage)
}, 180_000)

describe('it is gone', () => {
  test('a worker waits for longer than a transaction does, and goes on', async () => {
    await using scene = await openScene(2, {}, onServer)
    const { stage, csv } = scene
    expect((await run(stage, ['enqueue', '--csv', csv])).code).toBe(0)
    const worker = start(stage, ['worker', '--concurrency', '2'])
    await until('a purchase', async () => (await count(stage, bought)) > 0)
    await server.stop('immediate')
    await new Promise((resolve) => setTimeout(resolve, 35_000))
    expect(worker.isRunning()).toBe(true)
    await server.start()
    await until('all videos', async () => (await count(stage, completed)) === 2, 90_000)
    worker.signal('SIGTERM')
    expect(await worker.ended).toMatchObject({ code: 0 })
    await finish(stage)
  }, 240_000)

  test('commands say so in a sentence, with their own exit code', async () => {
    await using scene = await openScene(1, { DATABASE_URL: 'postgresql://u:geheim@127.0.0.1:1/x' })
    const { stage, csv } = scene
    for (const words of [['status'], ['enqueue', '--csv', csv], ['worker', '--drain']]) {
      const program = startVidgen(words, { home: stage.home, env: stage.env })
      const { code, stderr } = await program.ended
      expect({ words, code }).toEqual({ words, code: 5 })
      expect(stderr).toMatch(/out of reach/)
      expect(stderr).toMatch(/DATABASE_URL/)
      expect(stderr).not.toMatch(/geheim|\bat .*:\d+/)
    }
  }, 60_000)
})
