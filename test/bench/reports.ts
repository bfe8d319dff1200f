/** What a shop with many finished jobs waits for its numbers. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Figure } from './figures.ts'
import { type House, inHouse } from './house.ts'

const DAYS = 30
const DAY_MS = 86_400_000
const TIMES = 3
const MOST_S = 1
/** A job of two frames and a video: three calls and their charges. */
const CALLS = [
  { step: 'START_FRAME', service: 'nano-banana', micros: 33_600 },
  { step: 'END_FRAME', service: 'nano-banana', micros: 33_600 },
  { step: 'VIDEO', service: 'pika', micros: 200_000 },
]

/** Finished jobs of a month, seeded past all of our code. */
export async function benchReports({ jobs }: { jobs: number }): Promise<Figure[]> {
  return inHouse(async (house) => {
    await mkdir(house.home)
    // Makes the database, and stamps it.
    await house.vidgen(['status'])
    seed(join(house.home, 'rehearsal.db'), jobs)
    const to = dayOf(Date.now())
    const from = dayOf(Date.now() - (DAYS - 1) * DAY_MS)
    const commands = [
      ['stats', '--today'],
      ['stats', '--from', from, '--to', to],
      ['stats', '--from', from, '--to', to, '--by', 'day'],
      ['stats', '--from', from, '--to', to, '--by', 'provider'],
      ['report', '--from', from, '--to', to],
      ['status'],
    ]
    const figures: Figure[] = []
    for (const command of commands) figures.push(await quickest(house, command, jobs))
    return figures
  })
}

async function quickest(house: House, command: string[], jobs: number): Promise<Figure> {
  let value = Infinity
  for (let time = 0; time < TIMES; time++)
    value = Math.min(value, (await house.vidgen([...command, '--json'])).wallMs / 1000)
  const name = `${command.join(' ').replaceAll(/\d{4}-\d\d-(\d\d)/g, '$1')} of ${jobs.toLocaleString('en')} jobs`
  const target = { of: 'value' as const, most: MOST_S }
  return { name, unit: 's', value, floor: null, floorName: null, target }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Indexes last and nothing synced: a database that is filled in one go. */
function seed(file: string, jobs: number): void {
  const db = new Database(file)
  try {
    for (const pragma of ['synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -262144'])
      db.pragma(pragma)
    const indexes = db
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
      )
      .all()
    for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`)
    fill(db, jobs)
    for (const { sql } of indexes) db.exec(sql)
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

function fill(db: Database.Database, jobs: number): void {
  const first = Math.floor(Date.now() / DAY_MS) * DAY_MS - (DAYS - 1) * DAY_MS
  db.exec(`
    CREATE TEMP TABLE n (i INTEGER PRIMARY KEY, id TEXT, productId TEXT, batchId TEXT, endedAt INTEGER, day TEXT);
    INSERT INTO n (i, endedAt) WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ${jobs})
      SELECT i, ${first} + i * ${DAYS * DAY_MS} / ${jobs} FROM c;
    UPDATE n SET id = printf('01kaxxxxxx%016d', i), productId = printf('SHOP-%08d', i),
      day = date(endedAt / 1000, 'unixepoch'), batchId = 'batch-' || date(endedAt / 1000, 'unixepoch');
    INSERT INTO "Batch" ("id", "state", "sourceName", "actor", "counts", "estimateMicros", "budgetDay", "createdAt")
      SELECT DISTINCT batchId, 'READY', batchId || '.csv', 'bench', '{}', 0, day, unixepoch(day) * 1000 FROM n;
    INSERT INTO "Product" ("id", "name", "imageUrl", "modelType", "videoUrl", "videoJobId", "createdAt", "updatedAt")
      SELECT productId, 'Linen dress', 'https://images.shop.example/' || productId || '.jpg', 'female',
        'https://cdn.shop.example/' || id || '.mp4', id, endedAt, endedAt FROM n;
    INSERT INTO "VideoGenerationJob" ("id", "productId", "claimKey", "batchId", "status", "progress", "input", "options",
        "inputHash", "attempt", "fence", "estimateMicros", "costMicros", "budgetDay", "errorCode", "errorParams", "videoUrl",
        "queuedAt", "startedAt", "finishedAt", "updatedAt")
      SELECT id, productId, iif(i % 50 = 0, NULL, productId), batchId, iif(i % 50 = 0, 'FAILED', 'COMPLETED'), 100,
        '{"imageUrl":"https://images.shop.example/products/front.jpg","modelType":"female","name":"Linen dress","category":null,"prompt":null}',
        '{"durationS":3,"resolution":"480p","seed":1,"fresh":false}', '${'a1b2c3d4'.repeat(8)}', 1, 1, 267200, 267200, day,
        iif(i % 50 = 0, 'UNEXPECTED_FAILURE', NULL), iif(i % 50 = 0, '{"reason":"bench"}', NULL),
        'https://cdn.shop.example/' || id || '.mp4', endedAt - 60000, endedAt - 30000 + i % 20000, endedAt, endedAt FROM n;
  `)
  for (const [index, call] of CALLS.entries()) fillCalls(db, index + 1, call)
}

function fillCalls(
  db: Database.Database,
  seq: number,
  { step, service, micros }: (typeof CALLS)[number],
): void {
  const jobsOfEntry = seq === 1 ? 1 : 0
  db.exec(`
    INSERT INTO "ProviderCall" ("id", "jobId", "step", "seq", "service", "provider", "endpoint", "model", "key", "fence",
        "bodyHash", "prompt", "seed", "sendDeadline", "requestId", "outcome", "reservedMicros", "costMicros", "costSource",
        "createdAt", "acceptedAt", "endedAt")
      SELECT id || '-${step}-1', id, '${step}', 1, '${service}', 'offline', 'offline', 'offline-sample', 'vidgen-' || id, 1,
        '${'a1b2c3d4'.repeat(8)}', 'A model wears the dress.', 1, endedAt, 'offline-' || id || ${seq}, 'SUCCEEDED', ${micros},
        ${micros}, 'provider', endedAt, endedAt, endedAt FROM n;
    INSERT INTO "LedgerEntry" ("at", "day", "batchId", "jobId", "callId", "service", "provider", "kind", "amountMicros",
        "jobs", "source", "key")
      SELECT endedAt, day, batchId, id, id || '-${step}-1', '${service}', 'offline', 'CHARGE', ${micros}, ${jobsOfEntry},
        'provider', 'call:' || id || '-${step}-1' FROM n;
  `)
}
