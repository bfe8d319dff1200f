import type { Db } from '../client.ts'

export interface DutyRequest {
  name: string
  owner: string
  now: Date
  forMs: number
  /** By how much the clocks of hosts may differ where two at once do harm; 0 unless told. */
  skewMs?: number
}

/**
 * Takes a duty, or keeps it: false where somebody else has it. One that is held for longer than it can
 * be taken for was taken by a clock that ran ahead.
 */
export async function takeDuty(db: Db, request: DutyRequest): Promise<boolean> {
  const { name, owner, now, forMs, skewMs = 0 } = request
  const until = new Date(now.getTime() + forMs)
  const beyond = new Date(until.getTime() + skewMs)
  const taken =
    await db.$executeRaw`INSERT INTO "Duty" ("name", "owner", "until") VALUES (${name}, ${owner}, ${until})
    ON CONFLICT ("name") DO UPDATE SET "owner" = excluded."owner", "until" = excluded."until"
    WHERE "Duty"."owner" = excluded."owner" OR "Duty"."until" < ${now} OR "Duty"."until" > ${beyond}`
  return taken > 0
}
