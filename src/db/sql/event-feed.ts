import type { JobStatus } from '../../generated/sqlite/enums.ts'
import { Prisma } from '../../generated/sqlite/client.ts'
import type { Db } from '../client.ts'

/** An event with how its job stands now. */
export interface FeedRow {
  eventId: number | bigint
  jobId: string
  productId: string
  batchId: string
  at: Date
  type: string
  from: JobStatus | null
  to: JobStatus | null
  attempt: number | bigint
  actor: string
  status: JobStatus
  progress: number | bigint
  costMicros: bigint
  errorCode: string | null
}

/** Events after a number, and those of some smaller numbers that were not there yet, in their order. */
export function eventsAfter(
  db: Db,
  { after, late, take }: { after: number; late: readonly number[]; take: number },
): Promise<FeedRow[]> {
  const numbers = late.length > 0 ? Prisma.sql`OR e."id" IN (${Prisma.join(late)})` : Prisma.empty
  return db.$queryRaw<FeedRow[]>`
    SELECT e."id" AS "eventId", e."jobId", j."productId", j."batchId", e."at", e."type", e."from", e."to",
           e."attempt", e."actor", j."status", j."progress", j."costMicros", j."errorCode"
    FROM "JobEvent" e JOIN "VideoGenerationJob" j ON j."id" = e."jobId"
    WHERE e."id" > ${after} ${numbers}
    ORDER BY e."id" LIMIT ${take}`
}

/** The highest number that an event has; 0 without any. */
export async function lastEventId(db: Db): Promise<number> {
  const rows = await db.$queryRaw<
    { id: number | bigint | null }[]
  >`SELECT MAX("id") AS "id" FROM "JobEvent"`
  return Number(rows[0]?.id ?? 0)
}
