/** A database for one test: an SQLite file in its folder, or in the project `postgresql` one of the server's. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import type { DatabaseTarget } from '../../src/db/target.ts'
import { TEMPLATE, testServer } from './postgres-server.ts'

export interface TestDatabase {
  target: DatabaseTarget
  /** For after everybody has closed it. */
  remove: () => Promise<void>
}

/** Whether this run of the tests is PostgreSQL's. */
export function isPostgres(): boolean {
  return process.env.VIDGEN_TEST_DATABASE === 'postgresql'
}

/** Nothing is opened; PostgreSQL's has all migrations, SQLite's file is made at its first use. */
export async function testDatabase(folder: string): Promise<TestDatabase> {
  if (!isPostgres())
    return { target: { file: join(folder, 'rehearsal.db') }, remove: async () => {} }
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await admin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy`)
  return {
    target: { url: testServer() + name, poolSize: 4 },
    remove: () => admin(`DROP DATABASE ${name} WITH (FORCE)`),
  }
}

async function admin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${testServer()}postgres` })
  await client.connect()
  try {
    // Two copies of one template at a moment are refused.
    await client.query(`SELECT pg_advisory_lock(1)`)
    await client.query(sql)
  } finally {
    await client.end()
  }
}
