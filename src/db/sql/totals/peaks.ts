import { Prisma } from '../../../generated/sqlite/client.ts'
import type { Db } from '../../client.ts'
import { dialectOf } from '../../dialect.ts'
import { QUARTER_MS } from './ended.ts'

/** What jobs are ranked by. */
export type Peak = 'cost' | 'duration'

/** A quarter of an hour in which jobs ended, none of which has more than `most`. */
interface Quarter {
  quarter: number
  most: number
}

const PAGE = 50

/**
 * The jobs that ended from `start` to before `end` and cost or took the most, the most first: their
 * ids. The kept totals tell in which quarters of an hour to look, so that few jobs are read.
 */
export async function peaks(
  db: Db,
  by: Peak,
  { start, end, take }: { start: Date; end: Date; take: number },
): Promise<string[]> {
  let found: { id: string; value: number }[] = []
  for (let skip = 0; ; skip += PAGE) {
    const quarters = await quartersBy(db, by, { start, end, skip })
    for (const { quarter, most } of quarters) {
      const least = found[take - 1]?.value ?? -1
      if (least >= most) return found.map(({ id }) => id)
      const own = await jobsBy(db, by, { quarter, take })
      found = [...found, ...own].toSorted((a, b) => b.value - a.value).slice(0, take)
    }
    if (quarters.length < PAGE) return found.map(({ id }) => id)
  }
}

async function quartersBy(
  db: Db,
  by: Peak,
  { start, end, skip }: { start: Date; end: Date; skip: number },
): Promise<Quarter[]> {
  const column = Prisma.raw(by === 'cost' ? '"dearestMicros"' : '"slowestMs"')
  const [first, last] = [start, end].map((at) => Math.floor(at.getTime() / QUARTER_MS))
  const rows = await db.$queryRaw<{ quarter: number; most: bigint }[]>`
    SELECT "quarter", MAX(${column}) AS "most" FROM "EndedTotal"
    WHERE "quarter" >= ${first} AND "quarter" < ${last} AND "jobs" > 0
    GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT ${PAGE} OFFSET ${skip}`
  return rows.map(({ quarter, most }) => ({ quarter, most: Number(most) }))
}

async function jobsBy(
  db: Db,
  by: Peak,
  { quarter, take }: { quarter: number; take: number },
): Promise<{ id: string; value: number }[]> {
  const [from, to] = [quarter, quarter + 1].map((at) => new Date(at * QUARTER_MS))
  const rows = await db.$queryRaw<{ id: string; value: bigint | number }[]>`
    SELECT "id", ${valueOf(db, by)} AS "value" FROM "VideoGenerationJob"
    WHERE "finishedAt" >= ${from} AND "finishedAt" < ${to} ORDER BY 2 DESC, 1 LIMIT ${take}`
  return rows.map(({ id, value }) => ({ id, value: Number(value) }))
}

function valueOf(db: Db, by: Peak): Prisma.Sql {
  if (by === 'cost') return Prisma.sql`"costMicros"`
  return dialectOf(db) === 'sqlite'
    ? Prisma.sql`COALESCE("finishedAt" - "startedAt", 0)`
    : Prisma.sql`COALESCE(CAST(EXTRACT(EPOCH FROM "finishedAt" - "startedAt") * 1000 AS BIGINT), 0)`
}
