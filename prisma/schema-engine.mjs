#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which is a download: the same JSON-RPC over stdio,
// answered by the WASM build of the same engine from npm. prisma.config.ts points the CLI here.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'

const wasmFolder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
const argv = process.argv.slice(2)
const take = (name) => argv.flatMap((word, at) => (word === name ? [argv[at + 1]] : []))
const datamodels = take('--datamodels').map((file) => [file, readFileSync(file, 'utf8')])
const { url = '' } = JSON.parse(take('--datasource')[0] ?? '{}')
const isPostgres = url
  ? /^postgres(ql)?:/.test(url)
  : datamodels.some(([, text]) => /provider\s*=\s*"postgresql"/.test(text))
const file = resolve(url.replace(/^file:/, ''))

// The engine makes this table at its first use, but over an SQLite adapter fails (P1014) without it.
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`
const NEEDS_TABLE = new Set([
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'applyMigrations',
  'createMigration',
  'evaluateDataLoss',
  'markMigrationApplied',
  'markMigrationRolledBack',
])

let engine
let factory

if (argv.includes('--version')) {
  const { version } = JSON.parse(readFileSync(join(wasmFolder, 'package.json'), 'utf8'))
  console.log(`schema-engine-wasm ${version}`)
} else if (argv.includes('cli')) {
  runCli(argv[argv.indexOf('cli') + 1])
} else {
  serve()
}

function serve() {
  let last = Promise.resolve()
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })
  lines.on('line', (line) => {
    const message = JSON.parse(line)
    // The CLI also answers our own `print`.
    if (message.method) last = last.then(() => answer(message))
  })
  lines.on('close', () => {
    void last.finally(() => process.exit(0))
  })
}

async function answer(message) {
  try {
    send({ id: message.id, result: await handle(message) })
  } catch (error) {
    const known = /^P\d{4}$/.test(error?.code ?? '') ? error.code : undefined
    const data = { is_panic: false, message: describe(error), error_code: known, meta: {} }
    const text = 'An error happened. Check the data field for details.'
    send({ id: message.id, error: { code: 4466, message: text, data } })
  }
}

async function handle({ id, method, params }) {
  if (!isPostgres && url && NEEDS_TABLE.has(method)) await makeMigrationsTable()
  if (!isPostgres && method === 'reset') return removeDatabase()
  engine ??= await startEngine()
  if (method === 'getDatabaseVersion') return engine.version(params)
  const result = (await engine[method](params)) ?? {}
  if (method === 'diff' && result.stdout) {
    send({ id: `print-${id}`, method: 'print', params: { content: result.stdout } })
  }
  return result
}

async function startEngine() {
  const glue = await import(join(wasmFolder, 'schema_engine_bg.js'))
  const bytes = readFileSync(join(wasmFolder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue })
  glue['__wbg_set_wasm'](instance.exports)
  instance.exports['__wbindgen_start']()
  const base = isPostgres
    ? await postgresFactory()
    : new PrismaBetterSqlite3({ url: url || ':memory:' })
  const takeScripts = isPostgres ? takePostgresScripts : takeSqliteScripts
  factory = bindMigrationAwareSqlAdapterFactory({
    provider: base.provider,
    adapterName: base.adapterName,
    connect: async () => takeScripts(await base.connect()),
    connectToShadowDb: async () =>
      takeScripts(await (isPostgres ? postgresShadow(base) : base.connectToShadowDb())),
  })
  const options = { datamodels: datamodels.length > 0 ? datamodels : undefined }
  return glue.SchemaEngine.new(options, (line) => process.stderr.write(`${line}\n`), factory)
}

async function postgresFactory() {
  const { default: pg } = await import('pg')
  const { parseIntoClientConfig } = await import('pg-connection-string')
  // The adapter refuses the one-byte "char" type (oid 18) of the system catalogues: bpchar instead.
  const { addFields } = pg.Result.prototype
  pg.Result.prototype.addFields = function (fields) {
    for (const field of fields) if (field.dataTypeID === 18) field.dataTypeID = 1042
    return addFields.call(this, fields)
  }
  // Not { connectionString }: it would win over the shadow database's name.
  return new PrismaPg(url ? parseIntoClientConfig(url) : {})
}

// The adapter drops the shadow database before it closes its own pool on it, which PostgreSQL refuses.
async function postgresShadow(base) {
  const main = await base.connect()
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
  await main.client.query(`CREATE DATABASE "${name}"`)
  const shadow = await new base.constructor({ ...base.config, database: name }).connect()
  const dispose = shadow.dispose.bind(shadow)
  shadow.dispose = async () => {
    await dispose()
    await main.client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    await main.dispose()
  }
  return shadow
}

// The adapter splits scripts at every semicolon.
function takePostgresScripts(connection) {
  connection.executeScript = async (script) => void (await connection.client.query(script))
  return connection
}

// The engine sends several statements at once to the shadow database.
function takeSqliteScripts(connection) {
  const { executeRaw } = connection
  connection.executeRaw = async (query) => {
    if (query.args.length > 0) return executeRaw.call(connection, query)
    connection.client.exec(query.sql)
    return 0
  }
  return connection
}

async function makeMigrationsTable() {
  const connection = await new PrismaBetterSqlite3({ url }).connect()
  await connection.executeScript(MIGRATIONS_TABLE)
  await connection.dispose()
}

// The engine itself would only empty the tables.
function removeDatabase() {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true })
  return {}
}

function runCli(command) {
  process.stderr.write(log('INFO', { message: 'Starting schema engine CLI (wasm)' }))
  if (isPostgres) return // made and removed by whoever runs the server
  if (command === 'create-database') {
    if (!existsSync(file)) writeFileSync(file, '')
  } else if (!existsSync(file)) {
    const message = `Database ${file} does not exist`
    process.stderr.write(log('ERROR', { is_panic: false, error_code: 'P1003', message }))
    process.exitCode = 1
  }
}

// Errors that no adapter maps stay in a registry; the engine only knows their number.
function describe(error) {
  const id = /External error id#(\d+)/.exec(error?.message)?.[1]
  const cause = id && factory?.errorRegistry.consumeError(Number(id))?.error
  return cause ? `${error.message}\n${cause.stack ?? cause}` : (error?.message ?? String(error))
}

function log(level, fields) {
  return `${JSON.stringify({ level, fields, target: 'schema_engine::logger' })}\n`
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}
