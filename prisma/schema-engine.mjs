#!/usr/bin/env node
// A stand-in for Prisma's native schema-engine: the same JSON-RPC over stdio, run by the WASM
// build of the same engine (@prisma/schema-engine-wasm) through Prisma's driver adapters.
// The Prisma CLI is pointed at it by PRISMA_SCHEMA_ENGINE_BINARY (set in prisma.config.ts).
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'

const require = createRequire(import.meta.url)
const argv = process.argv.slice(2)
const take = (name) => argv.flatMap((a, i) => (a === name ? [argv[i + 1]] : []))
const datamodels = take('--datamodels').map((p) => [p, readFileSync(p, 'utf8')])
const datasource = JSON.parse(take('--datasource')[0] ?? '{}')
const url = datasource.url ?? ''
const isPg = url
  ? /^postgres(ql)?:/.test(url)
  : datamodels.some(([, text]) => /provider\s*=\s*"postgresql"/.test(text))
const sqlitePath = () => resolve(url.replace(/^file:/, ''))
const send = (msg) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...msg }) + '\n')
const log = (level, fields) =>
  process.stderr.write(JSON.stringify({ level, fields, target: 'schema_engine::logger' }) + '\n')

async function baseFactory() {
  if (isPg) {
    const { PrismaPg } = await import('@prisma/adapter-pg')
    const { default: pg } = await import('pg')
    // adapter-pg refuses the one-byte "char" type (oid 18) of the system catalogues: say bpchar.
    const { addFields } = pg.Result.prototype
    pg.Result.prototype.addFields = function (fields) {
      for (const f of fields) if (f.dataTypeID === 18) f.dataTypeID = 1042
      return addFields.call(this, fields)
    }
    const schema = URL.canParse(url) ? new URL(url).searchParams.get('schema') : null
    // Not { connectionString }: adapter-pg makes the shadow pool with { ...config, database }, and pg
    // lets connectionString win, so the 'shadow' database would be the real one.
    const { parseIntoClientConfig } = await import('pg-connection-string')
    return new PrismaPg(url ? parseIntoClientConfig(url) : {}, schema ? { schema } : undefined)
  }
  const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3')
  return new PrismaBetterSqlite3({ url: url || ':memory:' })
}

// What `prisma migrate` makes by itself on first use (text taken from the engine). The WASM engine
// over an SQLite adapter fails with P1014 where the table is missing, so make it first.
const SQLITE_MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`
const NEEDS_TABLE = [
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'applyMigrations',
  'createMigration',
  'evaluateDataLoss',
  'markMigrationApplied',
  'markMigrationRolledBack',
]

function patch(conn) {
  if (!isPg) {
    const { executeRaw } = conn // the engine sends several statements at once on the shadow database
    conn.executeRaw = async (q) =>
      q.args.length ? executeRaw.call(conn, q) : (conn.client.exec(q.sql), 0)
  }
  if (isPg) conn.executeScript = async (script) => void (await conn.client.query(script)) // adapter-pg splits at every ';'
  return conn
}

// adapter-pg drops the shadow database before it closes its own pool on it, which PostgreSQL refuses.
async function pgShadow(base) {
  const main = await base.connect()
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
  await main.client.query(`CREATE DATABASE "${name}"`)
  const conn = await new base.constructor({ ...base.config, database: name }).connect()
  const dispose = conn.dispose.bind(conn)
  conn.dispose = async () => {
    await dispose()
    await main.client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    await main.dispose()
  }
  return conn
}

async function adapterFactory() {
  const base = await baseFactory()
  return {
    provider: base.provider,
    adapterName: base.adapterName,
    connect: async () => patch(await base.connect()),
    connectToShadowDb: async () => patch(await (isPg ? pgShadow(base) : base.connectToShadowDb())),
  }
}

async function newEngine() {
  const dir = dirname(require.resolve('@prisma/schema-engine-wasm'))
  const bg = await import(join(dir, 'schema_engine_bg.js'))
  const bytes = readFileSync(join(dir, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bg })
  bg.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bg.SchemaEngine.new(
    { datamodels: datamodels.length ? datamodels : undefined },
    (line) => process.stderr.write(line + '\n'),
    (factory = bindMigrationAwareSqlAdapterFactory(await adapterFactory())),
  )
}

async function cli(command) {
  log('INFO', { message: 'Starting schema engine CLI (wasm)' })
  if (isPg) {
    const { default: pg } = await import('pg')
    const target = new URL(url)
    const name = decodeURIComponent(target.pathname.slice(1))
    if (command !== 'can-connect-to-database') target.pathname = '/postgres'
    const client = new pg.Client({ connectionString: target.href })
    await client.connect()
    if (command === 'create-database')
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
    if (command === 'drop-database')
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)}`)
    await client.end()
  } else if (command === 'create-database') {
    if (!existsSync(sqlitePath())) writeFileSync(sqlitePath(), '')
  } else if (!existsSync(sqlitePath())) {
    throw Object.assign(new Error(`Database ${sqlitePath()} does not exist`), { code: 'P1003' })
  }
}

let engine, factory
async function handle({ id, method, params }) {
  if (!isPg && url && NEEDS_TABLE.includes(method)) {
    const conn = await (await baseFactory()).connect()
    await conn.executeScript(SQLITE_MIGRATIONS_TABLE)
    await conn.dispose()
  }
  if (!isPg && method === 'reset') {
    for (const suffix of ['', '-wal', '-shm', '-journal'])
      rmSync(sqlitePath() + suffix, { force: true })
    return {} // the WASM engine only empties the tables
  }
  engine ??= await newEngine()
  if (method === 'getDatabaseVersion') return engine.version(params)
  const result = (await engine[method](params)) ?? {}
  if (method === 'diff' && result.stdout)
    send({ id: `print-${id}`, method: 'print', params: { content: result.stdout } })
  return result
}

if (argv.includes('--version')) {
  const dir = dirname(require.resolve('@prisma/schema-engine-wasm'))
  console.log(
    `schema-engine-wasm ${JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).version}`,
  )
} else if (argv.includes('cli')) {
  await cli(argv[argv.indexOf('cli') + 1]).catch((e) => {
    const code = { '3D000': 'P1003', ECONNREFUSED: 'P1001' }[e.code] ?? e.code ?? 'P1000'
    log('ERROR', { is_panic: false, error_code: code, message: e.message || String(e.code) })
    process.exitCode = 1
  })
} else {
  let last = Promise.resolve()
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })
  lines.on('line', (line) => {
    const message = JSON.parse(line)
    if (!message.method) return // the CLI's answer to a print
    last = last
      .then(() => handle(message))
      .then(
        (result) => send({ id: message.id, result }),
        (e) => {
          // Errors that no adapter maps stay in a registry; the engine only knows their number.
          const id = /External error id#(\d+)/.exec(e?.message)?.[1]
          const cause =
            id === undefined ? undefined : factory?.errorRegistry.consumeError(Number(id))?.error
          if (cause)
            e = Object.assign(new Error(`${e.message}\n${cause.stack ?? cause}`), { code: e.code })
          const known = e?.code && /^P\d{4}$/.test(e.code) ? e.code : undefined
          send({
            id: message.id,
            error: {
              code: 4466,
              message: 'An error happened. Check the data field for details.',
              data: {
                is_panic: false,
                message: e?.message ?? String(e),
                error_code: known,
                meta: {},
              },
            },
          })
        },
      )
  })
  lines.on('close', () => last.finally(() => process.exit(0)))
}
