/** The statements that move money and slots between the rows of DailyUsage, all rows of a movement at once. */
import { Prisma } from '../../generated/sqlite/client.ts'
import type { Db, Tx } from '../client.ts'
import { jsonRows } from '../dialect.ts'

/** What is added to a row; taken from it where it is negative. */
export interface RowChange {
  period: string
  provider: string
  jobsReserved: number
  jobsSpent: number
  microsReserved: number
  microsSpent: number
}

/** Limits of a row that is made without anybody's settings at hand. */
export interface NewRow {
  jobLimit: number
  microsLimit: bigint
}

const { sql } = Prisma
const text = (name: string) => sql`"value"->>${Prisma.raw(`'${name}'`)}`
const whole = (name: string) => sql`CAST(${text(name)} AS INTEGER)`
const micros = (name: string) => sql`CAST(${text(name)} AS BIGINT)`

/** Changes rows whatever their limits; makes those that are not there. */
export async function addToUsage(tx: Tx, changes: RowChange[], empty: NewRow): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "DailyUsage" ("period", "provider", "jobLimit", "microsLimit", "limits",
      "jobsReserved", "jobsSpent", "microsReserved", "microsSpent")
    SELECT ${text('period')}, ${text('provider')}, CAST(${empty.jobLimit} AS INTEGER), CAST(${empty.microsLimit} AS BIGINT),
      "value"->'limits', ${whole('jobsReserved')}, ${whole('jobsSpent')}, ${micros('microsReserved')}, ${micros('microsSpent')}
    FROM ${jsonRows(
      tx,
      changes.map((change) => ({ ...change, limits: {} })),
    )} AS "r" WHERE true
    ON CONFLICT ("period", "provider") DO UPDATE SET
      "jobsReserved" = "DailyUsage"."jobsReserved" + excluded."jobsReserved",
      "jobsSpent" = "DailyUsage"."jobsSpent" + excluded."jobsSpent",
      "microsReserved" = "DailyUsage"."microsReserved" + excluded."microsReserved",
      "microsSpent" = "DailyUsage"."microsSpent" + excluded."microsSpent"`
}

/** Changes rows, all or none: false where one of those that grow would pass its limit. They must be there. */
export async function addWithinLimits(tx: Tx, changes: RowChange[]): Promise<boolean> {
  const rows = sql`(SELECT ${text('period')} AS "period", ${text('provider')} AS "provider",
      ${whole('jobsReserved')} AS "jobsReserved", ${whole('jobsSpent')} AS "jobsSpent",
      ${micros('microsReserved')} AS "microsReserved", ${micros('microsSpent')} AS "microsSpent"
    FROM ${jsonRows(tx, changes)} AS "r")`
  const changed = await tx.$executeRaw`
    UPDATE "DailyUsage" AS "u" SET "jobsReserved" = "u"."jobsReserved" + "c"."jobsReserved",
      "jobsSpent" = "u"."jobsSpent" + "c"."jobsSpent",
      "microsReserved" = "u"."microsReserved" + "c"."microsReserved",
      "microsSpent" = "u"."microsSpent" + "c"."microsSpent"
    FROM ${rows} AS "c" WHERE "u"."period" = "c"."period" AND "u"."provider" = "c"."provider"
      AND NOT EXISTS (SELECT 1 FROM "DailyUsage" AS "f" JOIN ${rows} AS "g"
        ON "f"."period" = "g"."period" AND "f"."provider" = "g"."provider"
        WHERE ("g"."jobsReserved" + "g"."jobsSpent" > 0
            AND "f"."jobsReserved" + "f"."jobsSpent" + "g"."jobsReserved" + "g"."jobsSpent" > "f"."jobLimit")
          OR ("g"."microsReserved" + "g"."microsSpent" > 0
            AND "f"."microsReserved" + "f"."microsSpent" + "g"."microsReserved" + "g"."microsSpent" > "f"."microsLimit"))`
  return changed > 0
}

/** What all days together have spent and reserved; the rows of months and providers say the same again. */
export async function usageOfDays(
  db: Pick<Db, '$queryRaw'>,
): Promise<{ microsSpent: number; microsReserved: number; jobsSpent: number }> {
  const [row] = await db.$queryRaw<Record<'spent' | 'reserved' | 'jobs', bigint>[]>`
    SELECT CAST(COALESCE(SUM("microsSpent"), 0) AS BIGINT) AS "spent",
      CAST(COALESCE(SUM("microsReserved"), 0) AS BIGINT) AS "reserved",
      CAST(COALESCE(SUM("jobsSpent"), 0) AS BIGINT) AS "jobs"
    FROM "DailyUsage" WHERE "provider" = '' AND length("period") = 10`
  const { spent, reserved, jobs } = row!
  return {
    microsSpent: Number(spent),
    microsReserved: Number(reserved),
    jobsSpent: Number(jobs),
  }
}
