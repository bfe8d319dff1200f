/** The statements behind the reports: what the database takes for them, and how it goes about them. */
import Database from 'better-sqlite3'
import pg from 'pg'
import { connectionOf } from '../../src/db/postgres-connection.ts'
import type { Db } from '../../src/db/client.ts'
import { PostgresAdapterFactory } from '../../src/db/postgres-adapter.ts'
import { SqliteAdapterFactory } from '../../src/db/sqlite-adapter.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import { PrismaClient as PostgresClient } from '../../src/generated/postgresql/client.ts'
import { PrismaClient as SqliteClient } from '../../src/generated/sqlite/client.ts'
import { readHistory } from '../../src/money/estimate.ts'
import type { ReportContext } from '../../src/reports/context.ts'
import { readReport } from '../../src/reports/report.ts'
import { readStats } from '../../src/reports/stats.ts'

interface Statement {
  sql: string
  params: unknown[]
}

/** What a command asks its database for. */
const reads: Record<string, (context: ReportContext, today: string) => Promise<unknown>> = {
  'stats --today': (context, today) => readStats(context, { from: today, to: today }),
  'report --period month': (context) => readReport(context, { period: 'month' }),
  'what videos cost lately': (context) => readHistory(context),
}

/** Milliseconds that PostgreSQL plans and runs the statements of each command, the least of some times. */
export async function databaseMs(url: string, times: number): Promise<Map<string, number>> {
  const client = new pg.Client(connectionOf(url))
  await client.connect()
  const measured = new Map<string, number>()
  try {
    for (const [name, statements] of await statementsOf({ url, poolSize: 1 })) {
      const sums = []
      for (let time = 0; time < times; time++) {
        let ms = 0
        for (const statement of statements) ms += spentIn(await explained(client, statement))
        sums.push(ms)
      }
      measured.set(name, Math.min(...sums))
    }
  } finally {
    await client.end()
  }
  return measured
}

/** Writes each statement with its plan to stderr. */
export async function tellPlans(target: DatabaseTarget): Promise<void> {
  const plan = 'file' in target ? planOnSqlite(target.file) : await planOnPostgres(target.url)
  try {
    for (const [name, statements] of await statementsOf(target)) {
      console.error(`\n${'file' in target ? 'SQLite' : 'PostgreSQL'}, ${name}`)
      for (const statement of statements) {
        const sql = statement.sql.replaceAll(/\s+/g, ' ').slice(0, 160)
        const lines = await plan.of(statement)
        console.error(`  ${sql}\n${lines.map((line) => `    ${line}`).join('\n')}`)
      }
    }
  } finally {
    await plan.close()
  }
}

/** What each command sends, as Prisma tells it. */
async function statementsOf(target: DatabaseTarget): Promise<Map<string, Statement[]>> {
  const log = [{ emit: 'event', level: 'query' }] as const
  const client =
    'file' in target
      ? new SqliteClient({
          log: [...log],
          adapter: new SqliteAdapterFactory({ ...target, busyTimeoutMs: 30_000 }),
        })
      : new PostgresClient({
          log: [...log],
          adapter: new PostgresAdapterFactory({ ...target, waitMs: 30_000 }),
        })
  let sent: Statement[] = []
  // The two clients' types differ in what they tell of their events.
  const listener = client as {
    $on(event: 'query', heard: (event: { query: string; params: string }) => void): void
  }
  listener.$on('query', ({ query, params }) =>
    sent.push({ sql: query, params: JSON.parse(params) as unknown[] }),
  )
  const found = new Map<string, Statement[]>()
  const today = new Date().toISOString().slice(0, 10)
  for (const [name, read] of Object.entries(reads)) {
    sent = []
    await read(contextOf(client as unknown as Db), today)
    found.set(name, sent)
  }
  await client.$disconnect()
  return found
}

function contextOf(db: Db): ReportContext {
  return {
    db,
    timezone: 'UTC',
    limits: { host: 'bench', jobs: 100, micros: 50_000_000 },
    kind: 'rehearsal',
    clock: () => new Date(),
    opened: async (address) => address,
  }
}

interface Planner {
  of(statement: Statement): Promise<string[]>
  close(): Promise<void>
}

function planOnSqlite(file: string): Planner {
  const db = new Database(file, { readonly: true })
  return {
    async of({ sql, params }) {
      const rows = db
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...params)
      return rows.map(({ detail }) => detail)
    },
    close: async () => void db.close(),
  }
}

async function planOnPostgres(url: string): Promise<Planner> {
  const client = new pg.Client(connectionOf(url))
  await client.connect()
  return { of: (statement) => explained(client, statement), close: () => client.end() }
}

async function explained(client: pg.Client, { sql, params }: Statement): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON) ${sql}`,
    params,
  )
  return rows.map((row) => row['QUERY PLAN'])
}

function spentIn(plan: string[]): number {
  return plan
    .flatMap((line) => /^(?:Planning|Execution) Time: ([\d.]+) ms$/.exec(line)?.[1] ?? [])
    .reduce((sum, ms) => sum + Number(ms), 0)
}
