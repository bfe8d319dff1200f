/**
 * The proofs of the ledger: each finds what breaks it. They are one statement, so that all of them
 * see the books at one instant, whatever the workers write meanwhile. What is compared is laid in one
 * heap and grouped: SQLite joins two large sides row by row where one may lack the other's key.
 */
import { Prisma } from '../../generated/sqlite/client.ts'
import type { Discrepancy } from '../../results.ts'
import type { Db } from '../client.ts'

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
    WITH ${Prisma.join([ENTRIES, DAYS, BATCHES, JOBS, CALLS], ', ')}
    SELECT "wrong".*, COUNT(*) OVER () AS "total"
    FROM (${Prisma.join(CHECKS, ' UNION ALL ')}) AS "wrong"
    ORDER BY "check", ${ORDER}, "what" LIMIT ${most}`
  return { count: Number(rows[0]?.total ?? 0), rows: rows.map(plain) }
}

function plain(row: DiscrepancyRow): DiscrepancyRow {
  const { check, batchId, jobId, callId, day, what, ledger, found } = row
  return { check, batchId, jobId, callId, day, what, ledger: orNull(ledger), found: orNull(found) }
}

function orNull(value: number | bigint | null): number | null {
  return value === null ? null : Number(value)
}

/** The databases do not agree where NULL comes. */
const ORDER = raw(
  ['batchId', 'jobId', 'callId', 'day'].map((name) => `COALESCE("${name}", '')`).join(', '),
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

/** A few rows for each job. Those without a job are their batch's. */
const ENTRIES = sql`"entries" AS MATERIALIZED (
  SELECT "batchId", "jobId", "day", ${open('amountMicros')} AS "micros", ${open('jobs')} AS "slots",
    ${spent('amountMicros')} AS "spent", ${spent('jobs')} AS "spentSlots"
  FROM "LedgerEntry" GROUP BY "batchId", "jobId", "day")`

const DAYS = sql`"days" AS MATERIALIZED (
  SELECT "day", ${sums('micros', 'slots', 'spent', 'spentSlots')},
    ${sums('rowMicros', 'rowSlots', 'rowSpent', 'rowSpentSlots')}
  FROM (
    SELECT "day", "micros", "slots", "spent", "spentSlots",
      ${lacking('rowMicros', 'rowSlots', 'rowSpent', 'rowSpentSlots')} FROM "entries"
    UNION ALL SELECT "period", 0, 0, 0, 0, "microsReserved", "jobsReserved", "microsSpent", "jobsSpent"
    FROM "DailyUsage" WHERE "provider" = '') AS "all"
  GROUP BY "day")`

/** A batch that is being loaded has reserved for jobs that are not there yet. */
const BATCHES = sql`"batches" AS MATERIALIZED (
  SELECT "batchId", "day", ${sums('micros', 'slots', 'heldMicros', 'heldSlots')}
  FROM (
    SELECT "batchId", "day", "micros", "slots", 0 AS "heldMicros", 0 AS "heldSlots" FROM "entries"
    UNION ALL SELECT "batchId", "budgetDay", 0, 0, "reservedMicros", "reservedJobs"
    FROM "VideoGenerationJob") AS "all"
  WHERE "batchId" NOT IN (SELECT "id" FROM "Batch" WHERE "state" = 'LOADING')
  GROUP BY "batchId", "day")`

const JOBS = sql`"jobs" AS MATERIALIZED (
  SELECT "jobId", MAX("batchId") AS "batchId", MAX("day") AS "day", MAX("status") AS "status",
    ${sums('micros', 'slots', 'spent', 'heldMicros', 'heldSlots', 'estimate', 'cost')}
  FROM (
    SELECT "jobId", "batchId", NULL AS "day", NULL AS "status", "micros", "slots", "spent",
      ${lacking('heldMicros', 'heldSlots', 'estimate', 'cost')} FROM "entries" WHERE "jobId" IS NOT NULL
    UNION ALL SELECT "id", "batchId", "budgetDay", CAST("status" AS TEXT), 0, 0, 0, "reservedMicros", "reservedJobs",
      "estimateMicros", "costMicros" FROM "VideoGenerationJob") AS "all"
  GROUP BY "jobId")`

const CALLS = sql`"calls" AS MATERIALIZED (
  SELECT "callId", MAX("jobId") AS "jobId", MAX("batchId") AS "batchId", MAX("day") AS "day",
    ${sums('charged', 'cost')}
  FROM (
    SELECT "callId", "jobId", "batchId", "day", "amountMicros" AS "charged", ${lacking('cost')}
    FROM "LedgerEntry" WHERE "kind" IN ('CHARGE', 'ADJUST')
    UNION ALL SELECT "id", "jobId", NULL, NULL, NULL, "costMicros"
    FROM "ProviderCall" WHERE "costMicros" IS NOT NULL) AS "all"
  GROUP BY "callId")`

interface Check {
  check: DiscrepancyRow['check']
  what: DiscrepancyRow['what']
  from: 'days' | 'batches' | 'jobs' | 'calls'
  ledger: string
  found: string
  /** When it is wrong; unless given, when both differ. */
  where?: string
}

const PLACES = {
  days: ['day'],
  batches: ['batchId', 'day'],
  jobs: ['batchId', 'jobId', 'day'],
  calls: ['batchId', 'jobId', 'callId', 'day'],
}

function select({ check, what, from, ledger, found, where }: Check): Sql {
  const places = ['batchId', 'jobId', 'callId', 'day'].map((name) => {
    const known = PLACES[from].includes(name) ? `"${name}"` : 'CAST(NULL AS TEXT)'
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

const CHECKS = (
  [
    // A day's row is the sum of its entries.
    ['day', 'reservedMicros', 'days', '"micros"', '"rowMicros"'],
    ['day', 'reservedJobs', 'days', '"slots"', '"rowSlots"'],
    ['day', 'spentMicros', 'days', '"spent"', '"rowSpent"'],
    ['day', 'spentJobs', 'days', '"spentSlots"', '"rowSpentSlots"'],
    // What a batch has open on a day is what its jobs hold there: nothing once they have ended.
    ['batch', 'reservedMicros', 'batches', '"micros"', '"heldMicros"'],
    ['batch', 'reservedJobs', 'batches', '"slots"', '"heldSlots"'],
    // What a job holds is by its own entries and, with a slot of its batch, its estimate.
    [
      'job',
      'reservedMicros',
      'jobs',
      `"micros" + CASE ${SHARE} WHEN 1 THEN "estimate" ELSE 0 END`,
      '"heldMicros"',
    ],
    [
      'job',
      'reservedJobs',
      'jobs',
      '"slots"',
      '"heldSlots"',
      `${SHARE} NOT IN (0, 1) OR "heldSlots" NOT IN (0, 1)`,
    ],
    // Who has ended, or waits for another day, holds nothing, unless a purchase is still to end.
    ...(['Micros', 'Slots'] as const).map(
      (held) =>
        [
          'ended',
          held === 'Micros' ? 'reservedMicros' : 'reservedJobs',
          'jobs',
          '0',
          `"held${held}"`,
          `"held${held}" <> 0 AND ${HOLDS_NOTHING}`,
        ] as const,
    ),
    // A job's cost is the sum of its charges, and none is charged for that is not there.
    ['cost', 'costMicros', 'jobs', '"spent"', '"cost"'],
    // Every call with a cost has its entry, and the reverse.
    ['call', 'costMicros', 'calls', '"charged"', '"cost"'],
  ] as const
).map(([check, what, from, ledger, found, where]) =>
  select({ check, what, from, ledger, found, ...(where && { where }) }),
)
