/** The finished jobs of a month, written past all of our code: two frames and a video each, paid for. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import pg from 'pg'

/** Up to and with today. */
export const HISTORY_DAYS = 30
const DAY_MS = 86_400_000
const HASH = 'a1b2c3d4'.repeat(8)
/** A job of two frames and a video: three calls and their charges. */
const CALLS = [
  { step: 'START_FRAME', service: 'nano-banana', provider: 'gemini', micros: 33_600 },
  { step: 'END_FRAME', service: 'nano-banana', provider: 'gemini', micros: 33_600 },
  { step: 'VIDEO', service: 'pika', provider: 'fal', micros: 200_000 },
]

type Dialect = 'sqlite' | 'postgresql'
type Execute = (sql: string) => void | Promise<unknown>

/** Fills a migrated SQLite file. */
export async function fillSqlite(file: string, jobs: number): Promise<void> {
  const db = new Database(file)
  try {
    for (const pragma of ['synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -262144'])
      db.pragma(pragma)
    // Indexes and triggers last: a database that is filled in one go.
    const parts = db
      .prepare<[], { type: string; name: string; sql: string }>(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
      )
      .all()
    for (const { type, name } of parts) db.exec(`DROP ${type} "${name}"`)
    db.exec(rowsOnSqlite(jobs))
    await fill('sqlite', (sql) => void db.exec(sql))
    for (const { sql } of parts) db.exec(sql)
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

/** Fills a migrated PostgreSQL database; `url` is a superuser's. */
export async function fillPostgres(url: string, jobs: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SET session_replication_role = replica') // no triggers, no foreign keys
    const { rows } = await client.query<{ name: string; sql: string }>(
      `SELECT indexrelid::regclass AS "name", pg_get_indexdef(indexrelid) AS "sql" FROM pg_index
       WHERE NOT indisprimary AND indrelid::regclass::text LIKE '"%' AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)`,
    )
    for (const { name } of rows) await client.query(`DROP INDEX ${name}`)
    await client.query(rowsOnPostgres(jobs))
    await fill('postgresql', (sql) => client.query(sql))
    for (const { sql } of rows) await client.query(sql)
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

/** One row a job in a table `n`: ended evenly over the month, four batches a day, ten categories, every 50th failed. */
function rowsOnSqlite(jobs: number): string {
  return `
    CREATE TEMP TABLE n (i INTEGER PRIMARY KEY, id TEXT, "productId" TEXT, "batchId" TEXT, category TEXT, status TEXT,
      queued INTEGER, started INTEGER, ended INTEGER, day TEXT);
    INSERT INTO n (i, ended) WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ${jobs})
      SELECT i, ${firstMs()} + i * ${HISTORY_DAYS * DAY_MS} / ${jobs} FROM c;
    UPDATE n SET id = printf('01kaxxxxxx%016d', i), "productId" = printf('SHOP-%08d', i),
      day = date(ended / 1000, 'unixepoch'), "batchId" = 'batch-' || (ended / ${DAY_MS / 4}), category = 'category ' || (i % 10),
      status = iif(i % 50 = 0, 'FAILED', 'COMPLETED'), queued = ended - 600000, started = ended - 60000 - i * 7919 % 240000;`
}

function rowsOnPostgres(jobs: number): string {
  const ms = `(${firstMs()} + i::bigint * ${HISTORY_DAYS * DAY_MS} / ${jobs})`
  const at = `to_timestamp(${ms} / 1000.0) AT TIME ZONE 'UTC'`
  return `
    CREATE TEMP TABLE n AS SELECT i, '01kaxxxxxx' || lpad(i::text, 16, '0') AS id, 'SHOP-' || lpad(i::text, 8, '0') AS "productId",
      'batch-' || (${ms} / ${DAY_MS / 4}) AS "batchId", 'category ' || (i % 10) AS category,
      (CASE WHEN i % 50 = 0 THEN 'FAILED' ELSE 'COMPLETED' END)::"JobStatus" AS status, ${at} - interval '10 min' AS queued,
      ${at} - interval '1 min' - i::bigint * 7919 % 240000 * interval '1 ms' AS started, ${at} AS ended, (${at})::date::text AS day
    FROM generate_series(0, ${jobs} - 1) AS s(i);`
}

function firstMs(): number {
  return Math.floor(Date.now() / DAY_MS) * DAY_MS - (HISTORY_DAYS - 1) * DAY_MS
}

async function fill(dialect: Dialect, execute: Execute): Promise<void> {
  await execute(`
    INSERT INTO "Batch" ("id", "state", "sourceName", "actor", "counts", "estimateMicros", "budgetDay", "createdAt")
      SELECT "batchId", 'READY', "batchId" || '.csv', 'bench', '{}', 0, min(day), min(queued) FROM n GROUP BY "batchId";
    INSERT INTO "Product" ("id", "name", "imageUrl", "modelType", "category", "videoUrl", "videoJobId", "createdAt", "updatedAt")
      SELECT "productId", 'Linen dress', 'https://images.shop.example/' || "productId" || '.jpg', 'female', category,
        'https://cdn.shop.example/' || id || '.mp4', id, ended, ended FROM n;
    INSERT INTO "VideoGenerationJob" ("id", "productId", "claimKey", "batchId", "status", "progress", "input", "options",
        "inputHash", "attempt", "fence", "estimateMicros", "costMicros", "budgetDay", "errorCode", "errorParams", "videoUrl",
        "queuedAt", "startedAt", "finishedAt", "updatedAt")
      SELECT id, "productId", CASE WHEN i % 50 = 0 THEN NULL ELSE "productId" END, "batchId", status, 100,
        ${json(dialect, `'{"imageUrl":"https://images.shop.example/products/front.jpg","modelType":"female","name":"Linen dress","category":"' || category || '","prompt":null}'`)},
        '{"durationS":3,"resolution":"480p","seed":1,"fresh":false}', '${HASH}', 1, 1, 267200, 267200, day,
        CASE WHEN i % 50 <> 0 THEN NULL WHEN i % 100 = 0 THEN 'UNEXPECTED_FAILURE' ELSE 'AI_REFUSED' END,
        ${json(dialect, `CASE WHEN i % 50 = 0 THEN '{"reason":"bench"}' END`)},
        'https://cdn.shop.example/' || id || '.mp4', queued, started, ended, ended FROM n;`)
  for (const [index, call] of CALLS.entries()) await execute(callsOf(call, index))
  // As the migration does it for what a database has already.
  await execute(readFileSync(totalsOf(dialect), 'utf8'))
}

function callsOf(
  { step, service, provider, micros }: (typeof CALLS)[number],
  index: number,
): string {
  return `
    INSERT INTO "ProviderCall" ("id", "jobId", "step", "seq", "service", "provider", "endpoint", "model", "key", "fence",
        "bodyHash", "prompt", "seed", "sendDeadline", "requestId", "outcome", "reservedMicros", "costMicros", "costSource",
        "createdAt", "acceptedAt", "endedAt")
      SELECT id || '-${step}-1', id, '${step}', 1, '${service}', '${provider}', '${provider}', 'model', 'vidgen-' || id, 1,
        '${HASH}', 'A model wears the dress.', 1, ended, 'request-' || id || ${index}, 'SUCCEEDED', ${micros},
        ${micros}, 'provider', started, started, ended FROM n;
    INSERT INTO "LedgerEntry" ("at", "day", "batchId", "jobId", "callId", "service", "provider", "kind", "amountMicros",
        "jobs", "source", "key")
      SELECT ended, day, "batchId", id, id || '-${step}-1', '${service}', '${provider}', 'CHARGE', ${micros}, ${index === 0 ? 1 : 0},
        'provider', 'call:' || id || '-${step}-1' FROM n;`
}

function json(dialect: Dialect, text: string): string {
  return dialect === 'sqlite' ? text : `CAST(${text} AS JSONB)`
}

function totalsOf(dialect: Dialect): string {
  const folder = `../../prisma/${dialect}/migrations/20261125170100_totals_of_what_is_there`
  return fileURLToPath(new URL(`${folder}/migration.sql`, import.meta.url))
}
