import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { runChild, testFolder } from './folder.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MIGRATIONS = join(ROOT, 'prisma/postgresql/migrations')
const INIT = '20261124120000_init'

let server: PostgresServer
let databases = 0

beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(sql)
    return rows as T[]
  } finally {
    await client.end()
  }
}

/** A database without anything in it. */
async function empty(): Promise<Extract<DatabaseTarget, { url: string }>> {
  const name = `d${(databases += 1)}`
  await query(`${server.url}postgres`, `CREATE DATABASE ${name}`)
  return { url: server.url + name, poolSize: 2 }
}

async function migrationsWith(added: Record<string, string>): Promise<string> {
  const folder = join(await testFolder(), 'migrations')
  await cp(MIGRATIONS, folder, { recursive: true })
  for (const [name, sql] of Object.entries(added)) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'migration.sql'), sql)
  }
  return folder
}

describe('a PostgreSQL database', () => {
  test('is made once, by whoever comes first of six processes', async () => {
    const target = await empty()
    const opened = Array.from({ length: 6 }, () => runChild('open-child.ts', target.url))
    const ids = await Promise.all(opened)
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
    const applied = await query<{ migration_name: string }>(
      target.url,
      'SELECT migration_name FROM _prisma_migrations',
    )
    expect(applied.filter((row) => row.migration_name === INIT)).toHaveLength(1)
    expect(await migrate(target)).toEqual([])
  })

  test('gets what is new, in order', async () => {
    const target = await empty()
    await migrate(target)
    const folder = await migrationsWith({
      '29990102000000_b': 'ALTER TABLE "Extra" ADD COLUMN "b" TEXT;',
      '29990101000000_a': 'CREATE TABLE "Extra" ("a" TEXT);',
    })
    expect(await migrate(target, folder)).toEqual(['29990101000000_a', '29990102000000_b'])
    await expect(migrate(target)).rejects.toMatchObject({
      code: 'DATABASE_TOO_NEW',
      params: { name: expect.stringMatching(/^29990/) },
    })
  })

  test('keeps nothing of a migration that can’t be completed', async () => {
    const target = await empty()
    const bad = 'CREATE TABLE "Late" ("a" TEXT); SELECT 1 / 0;'
    const folder = await migrationsWith({ '29990101000000_bad': bad })
    await expect(migrate(target, folder)).rejects.toMatchObject({
      code: 'DATABASE_MIGRATION_BROKEN',
      params: { name: '29990101000000_bad' },
    })
    expect(await query(target.url, `SELECT to_regclass('"Late"') AS "late"`)).toEqual([
      { late: null },
    ])
    expect(await migrate(target)).toEqual([])
  })

  test('of the other kind is refused', async () => {
    const target = await empty()
    const { db } = await openDatabase({ ...target, kind: 'rehearsal' })
    await db.$disconnect()
    await expect(openDatabase({ ...target, kind: 'live' })).rejects.toMatchObject({
      code: 'DATABASE_WRONG_KIND',
      params: { file: expect.stringContaining('127.0.0.1') },
    })
  })
})

describe('says what is wrong with', () => {
  test('a server that is not there', async () => {
    const going = migrate({ url: 'postgresql://u:geheim@127.0.0.1:1/x', poolSize: 1 })
    await expect(going).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' })
  }, 20_000)

  test('a database that is not there', async () => {
    const going = migrate({ url: `${server.url}nothing`, poolSize: 1 })
    await expect(going).rejects.toMatchObject({
      code: 'DATABASE_DENIED',
      params: { reason: expect.stringContaining('does not exist') },
    })
  })

  test('a network that breaks off in the middle', async () => {
    const { port } = new URL(server.url)
    const proxy = createServer((client) => {
      const upstream = connect(Number(port), '127.0.0.1')
      for (const socket of [client, upstream]) socket.on('error', () => {})
      upstream.pipe(client)
      client.on('data', (bytes: Buffer) => {
        if (bytes.includes('to_regclass')) client.resetAndDestroy()
        else upstream.write(bytes)
      })
      client.on('close', () => upstream.destroy())
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const { port: cut } = proxy.address() as AddressInfo
    const url = `postgresql://postgres@127.0.0.1:${cut}/postgres`
    await expect(migrate({ url, poolSize: 1 })).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    })
    proxy.close()
  })

  test('a certificate file that is not there', async () => {
    const url = `${server.url}postgres?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`
    await expect(migrate({ url, poolSize: 1 })).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      params: { reason: expect.stringContaining('/nowhere/ca.pem') },
    })
  })

  test('a server without TLS where TLS was asked for', async () => {
    const url = `${server.url}postgres?sslmode=require`
    await expect(migrate({ url, poolSize: 1 })).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      params: { reason: expect.stringContaining('SSL') },
    })
  }, 20_000)
})

test('model and migrations say the same, so neither database drifts from the other', async () => {
  const prisma = join(ROOT, 'node_modules/prisma/build/index.js')
  const to = ['--to-schema', 'prisma/postgresql', '--exit-code']
  const from = ['--from-migrations', 'prisma/postgresql/migrations']
  const env = { ...process.env, DATABASE_URL: `${server.url}postgres` }
  const args = [prisma, 'migrate', 'diff', ...from, ...to]
  // Exit code 2, which rejects here, is a difference.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env })
  expect(stdout).toContain('No difference detected')
})
