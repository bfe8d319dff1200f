import type { Db } from '../../client.ts'

/** Jobs that money was paid for. */
export interface PaidJobs {
  /** The provider, service or step; '' where it is unknown. */
  key: string
  jobs: number
}

/** Jobs paid for from a day to a day, both inclusive, each once in its group however often it was paid for. */
export async function paidJobs(
  db: Db,
  { from, to }: { from: string; to: string },
  by: 'provider' | 'service' | 'step',
): Promise<PaidJobs[]> {
  const rows = await db.$queryRaw<{ key: string; jobs: bigint }[]>`
    SELECT "key", CAST(SUM("jobs") AS BIGINT) AS "jobs" FROM "PaidTotal"
    WHERE "day" >= ${from} AND "day" <= ${to} AND "by" = ${by} AND "since" < ${from}
    GROUP BY 1 ORDER BY 1`
  return rows.map(({ key, jobs }) => ({ key, jobs: Number(jobs) }))
}
