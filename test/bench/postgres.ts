/** A PostgreSQL for a benchmark: one that keeps what it has committed, or the one that VIDGEN_TEST_POSTGRES names. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { startPostgres, testServer } from '../support/postgres-server.ts'

export interface BenchDatabase {
  url: string
  /** One row of one question. */
  one<T extends pg.QueryResultRow>(sql: string): Promise<T>
}

/** Hands a new database to `use`, and takes it away again. */
export async function onPostgres<T>(use: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const own = process.env.VIDGEN_TEST_POSTGRES ? null : await startPostgres({ durable: true })
  const server = own?.url ?? testServer()
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Pool({ connectionString: `${server}postgres`, max: 1 })
  await admin.query(`CREATE DATABASE ${name}`)
  const pool = new pg.Pool({ connectionString: server + name, max: 1 })
  try {
    return await use({
      url: server + name,
      async one<R extends pg.QueryResultRow>(sql: string) {
        const { rows } = await pool.query<R>(sql)
        return rows[0]!
      },
    })
  } finally {
    await pool.end()
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
    await own?.remove()
  }
}
