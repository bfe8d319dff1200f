/**
 * The proofs of the ledger: each finds what breaks it. They are one statement, so that all of them
 * see the books at one instant, whatever the workers write meanwhile. What is compared is laid in one
 * heap and grouped: SQLite joins two large sides row by row where one may lack the other's key.
 */
import { Prisma } from '../../generated/sqlite/client.ts'
import type { Discrepancy } from '../../results.ts'
import type { Db } from '../client.ts'
import { jsonPairs } from '../dialect.ts'

/** As it is told, without the difference. */
export type DiscrepancyRow = Omit<Discrepancy, 'difference'>

type Sql = Prisma.Sql
const { sql, raw } = Prisma

/** The first discrepancies and how many there are. */
export async function findDiscrepancies(
  db: Pick<Db, '$queryRaw'>,
  most: number,
): Promise<{ rows: DiscrepancyRow[]; count: number }> {
  const rows = await db.$queryRaw<(DiscrepancyRow & { total: bigint })[]>`
    WITH ${Prisma.join([ENTRIES, ROWS, held(db), BATCHES, JOBS, CALLS], ', ')}
    SELECT "wrong".*, COUNT(*) OVER () AS "total"
    FROM (${Prisma.join(CHECKS, ' UNION ALL ')}) AS "wrong"
    ORDER BY "check", ${ORDER}, "what" LIMIT ${most}`
  return { count: Number(rows[0]?.total ?? 0), rows: rows.map(plain) }
}

function plain(row: DiscrepancyRow): DiscrepancyRow {
  const { check, batchId, jobId, callId, period, provider, what } = row
  const amounts = { ledger: orNull(row.ledger), found: orNull(row.found) }
  return { check, batchId, jobId, callId, period, provider, what, ...amounts }
}

function orNull(value: number | bigint | null): number | null {
  return value === null ? null : Number(value)
}

/** The databases do not agree where NULL comes. */
const ORDER = raw(
  ['batchId', 'jobId', 'callId', 'period', 'provider']
    .map((name) => `COALESCE("${name}", '')`)
    .join(', '),
)

/** Sums under their own names; a column that one side lacks is NULL there. */
const sums = (...columns: string[]): Sql =>
  raw(columns.map((column) => `CAST(SUM("${column}") AS BIGINT) AS "${column}"`).join(', '))
const lacking = (...columns: string[]): Sql =>
  raw(columns.map((column) => `CAST(NULL AS BIGINT) AS "${column}"`).join(', '))
/** What the kinds of entries do to a reservation, and to what is spent. */
const open = (column: string): Sql =>
  raw(
    `CAST(SUM(CASE "kind" WHEN 'RESERVE' THEN "${column}" WHEN 'ADJUST' THEN 0 ELSE -"${column}" END) AS BIGINT)`,
  )
const spent = (column: string): Sql =>
  raw(`CAST(SUM(CASE WHEN "kind" IN ('CHARGE', 'ADJUST') THEN "${column}" ELSE 0 END) AS BIGINT)`)

/** A few rows for each job, of each provider. Those without a job are their batch's. */
const ENTRIES = sql`"entries" AS MATERIALIZED (
  SELECT "batchId", "jobId", "day", COALESCE("provider", '') AS "provider",
    ${open('amountMicros')} AS "micros", ${open('jobs')} AS "slots",
    ${spent('amountMicros')} AS "spent", ${spent('jobs')} AS "spentSlots"
  FROM "LedgerEntry" GROUP BY "batchId", "jobId", "day", "provider")`

/** What the rows of days and months ought to hold: of all providers with the slots, of each without. */
const ROWS = sql`"rows" AS MATERIALIZED (
  SELECT "period", "provider", ${sums('micros', 'slots', 'spent', 'spentSlots')},
    ${sums('rowMicros', 'rowSlots', 'rowSpent', 'rowSpentSlots')}
  FROM (
    SELECT "p"."period", "d"."provider", "d"."micros", "d"."slots", "d"."spent", "d"."spentSlots",
      ${lacking('rowMicros', 'rowSlots', 'rowSpent', 'rowSpentSlots')}
    FROM (
      SELECT "day", '' AS "provider", ${sums('micros', 'slots', 'spent', 'spentSlots')} FROM "entries" GROUP BY "day"
      UNION ALL SELECT "day", "provider", CAST(SUM("micros") AS BIGINT), 0, CAST(SUM("spent") AS BIGINT), 0
      FROM "entries" WHERE "provider" <> '' GROUP BY "day", "provider") AS "d"
    JOIN (SELECT DISTINCT "day", "day" AS "period" FROM "entries"
      UNION ALL SELECT DISTINCT "day", substr("day", 1, 7) FROM "entries") AS "p" ON "p"."day" = "d"."day"
    UNION ALL SELECT "period", "provider", 0, 0, 0, 0, "microsReserved", "jobsReserved", "microsSpent", "jobsSpent"
    FROM "DailyUsage") AS "all"
  GROUP BY "period", "provider")`

/** What jobs hold, by provider; '' for what is for nobody in particular. */
function held(db: Pick<Db, '$queryRaw'>): Sql {
  const parts = jsonPairs(db, sql`"j"."reservedBy"`)
  return sql`"held" AS MATERIALIZED (
  SELECT "batchId", "jobId", "day", "provider", "micros" FROM (
    SELECT "j"."batchId", "j"."id" AS "jobId", "j"."budgetDay" AS "day", "r"."key" AS "provider",
      CAST("r"."value" AS BIGINT) AS "micros"
    FROM "VideoGenerationJob" AS "j" CROSS JOIN ${parts} AS "r"
    WHERE "j"."reservedBy" IS NOT NULL AND CAST("j"."reservedBy" AS TEXT) <> '{}'
    UNION ALL SELECT "j"."batchId", "j"."id", "j"."budgetDay", '', "j"."reservedMicros" - COALESCE(
      (SELECT CAST(SUM(CAST("r"."value" AS BIGINT)) AS BIGINT) FROM ${parts} AS "r"), 0)
    FROM "VideoGenerationJob" AS "j"
    WHERE "j"."reservedMicros" <> 0 OR ("j"."reservedBy" IS NOT NULL AND CAST("j"."reservedBy" AS TEXT) <> '{}')
  ) AS "all")`
}

/** A batch that is being loaded has reserved for jobs that are not there yet. */
const BATCHES = sql`"batches" AS MATERIALIZED (
  SELECT "batchId", "day" AS "period", "provider", ${sums('micros', 'slots', 'heldMicros', 'heldSlots')}
  FROM (
    SELECT "batchId", "day", "provider", "micros", 0 AS "slots", 0 AS "heldMicros", 0 AS "heldSlots" FROM "entries"
    UNION ALL SELECT "batchId", "day", '', 0, "slots", 0, 0 FROM "entries"
    UNION ALL SELECT "batchId", "day", "provider", 0, 0, "micros", 0 FROM "held"
    UNION ALL SELECT "batchId", "budgetDay", '', 0, 0, 0, "reservedJobs" FROM "VideoGenerationJob") AS "all"
  WHERE "batchId" NOT IN (SELECT "id" FROM "Batch" WHERE "state" = 'LOADING')
  GROUP BY "batchId", "day", "provider")`

const JOBS = sql`"jobs" AS MATERIALIZED (
  SELECT "jobId", MAX("batchId") AS "batchId", MAX("day") AS "period", MAX("status") AS "status",
    ${sums('micros', 'slots', 'spent', 'heldMicros', 'heldSlots', 'estimate', 'cost')}
  FROM (
    SELECT "jobId", "batchId", NULL AS "day", NULL AS "status", "micros", "slots", "spent",
      ${lacking('heldMicros', 'heldSlots', 'estimate', 'cost')} FROM "entries" WHERE "jobId" IS NOT NULL
    UNION ALL SELECT "id", "batchId", "budgetDay", CAST("status" AS TEXT), 0, 0, 0, "reservedMicros", "reservedJobs",
      "estimateMicros", "costMicros" FROM "VideoGenerationJob") AS "all"
  GROUP BY "jobId")`

const CALLS = sql`"calls" AS MATERIALIZED (
  SELECT "callId", MAX("jobId") AS "jobId", MAX("batchId") AS "batchId", MAX("day") AS "period",
    ${sums('charged', 'cost')}
  FROM (
    SELECT "callId", "jobId", "batchId", "day", "amountMicros" AS "charged", ${lacking('cost')}
    FROM "LedgerEntry" WHERE "kind" = 'CHARGE' OR ("kind" = 'ADJUST' AND "amountMicros" <> 0)
    UNION ALL SELECT "id", "jobId", NULL, NULL, NULL, "costMicros"
    FROM "ProviderCall" WHERE "costMicros" IS NOT NULL) AS "all"
  GROUP BY "callId")`

interface Check {
  check: DiscrepancyRow['check']
  what: DiscrepancyRow['what']
  from: keyof typeof PLACES
  ledger: string
  found: string
  /** When it is wrong; unless given, when both differ. */
  where?: string
}

const PLACE = ['batchId', 'jobId', 'callId', 'period', 'provider'] as const
const PLACES = {
  rows: ['period', 'provider'],
  batches: ['batchId', 'period', 'provider'],
  jobs: ['batchId', 'jobId', 'period'],
  held: ['batchId', 'jobId', 'period', 'provider'],
  calls: ['batchId', 'jobId', 'callId', 'period'],
}

function select({ check, what, from, ledger, found, where }: Check): Sql {
  const places = PLACE.map((name) => {
    const column = name === 'period' && from === 'held' ? 'day' : name
    const known = PLACES[from].includes(name) ? `NULLIF("${column}", '')` : 'CAST(NULL AS TEXT)'
    return `${known} AS "${name}"`
  })
  return raw(`SELECT CAST('${check}' AS TEXT) AS "check", ${places.join(', ')},
      CAST('${what}' AS TEXT) AS "what", CAST(${ledger} AS BIGINT) AS "ledger", CAST(${found} AS BIGINT) AS "found"
    FROM "${from}" WHERE ${where ?? `${ledger} IS DISTINCT FROM ${found}`}`)
}

/** A job's slot that came with its batch's reservation: 1, unless it was deferred from the start. */
const SHARE = `("heldSlots" - "slots")`
const HOLDS_NOTHING = `"status" IN ('COMPLETED', 'FAILED', 'CANCELLED', 'DEFERRED')
  AND NOT EXISTS (SELECT 1 FROM "ProviderCall" AS "c"
    WHERE "c"."jobId" = "jobs"."jobId" AND "c"."outcome" IN ('INTENT', 'ACCEPTED', 'UNKNOWN'))`

const CHECKS: Sql[] = [
  // A row of a day or a month is the sum of its entries.
  ...(
    [
      ['reservedMicros', '"micros"', '"rowMicros"'],
      ['reservedJobs', '"slots"', '"rowSlots"'],
      ['spentMicros', '"spent"', '"rowSpent"'],
      ['spentJobs', '"spentSlots"', '"rowSpentSlots"'],
    ] as const
  ).map(([what, ledger, found]) => select({ check: 'row', what, from: 'rows', ledger, found })),
  // What a batch has open on a day is what its jobs hold there: nothing once they have ended.
  ...(
    [
      ['reservedMicros', '"micros"', '"heldMicros"'],
      ['reservedJobs', '"slots"', '"heldSlots"'],
    ] as const
  ).map(([what, ledger, found]) =>
    select({ check: 'batch', what, from: 'batches', ledger, found }),
  ),
  // What a job holds is by its own entries and, with a slot of its batch, its estimate.
  select({
    check: 'job',
    what: 'reservedMicros',
    from: 'jobs',
    ledger: `"micros" + CASE ${SHARE} WHEN 1 THEN "estimate" ELSE 0 END`,
    found: '"heldMicros"',
  }),
  select({
    check: 'job',
    what: 'reservedJobs',
    from: 'jobs',
    ledger: '"slots"',
    found: '"heldSlots"',
    where: `${SHARE} NOT IN (0, 1) OR "heldSlots" NOT IN (0, 1)`,
  }),
  // Its parts for single providers are no more than the whole.
  select({
    check: 'job',
    what: 'reservedMicros',
    from: 'held',
    ledger: '0',
    found: '"micros"',
    where: '"micros" < 0',
  }),
  // Who has ended, or waits for another day, holds nothing, unless a purchase is still to end.
  ...(
    [
      ['reservedMicros', '"heldMicros"'],
      ['reservedJobs', '"heldSlots"'],
    ] as const
  ).map(([what, found]) =>
    select({
      check: 'ended',
      what,
      from: 'jobs',
      ledger: '0',
      found,
      where: `${found} <> 0 AND ${HOLDS_NOTHING}`,
    }),
  ),
  // A job's cost is the sum of its charges, and none is charged for that is not there.
  select({ check: 'cost', what: 'costMicros', from: 'jobs', ledger: '"spent"', found: '"cost"' }),
  // Every call with a cost has its entry, and the reverse.
  select({
    check: 'call',
    what: 'costMicros',
    from: 'calls',
    ledger: '"charged"',
    found: '"cost"',
  }),
]
