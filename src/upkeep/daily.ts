import type { Db } from '../db/client.ts'
import { cleanup, type CleanupContext, type CleanupOptions } from './cleanup.ts'

const DAY_MS = 86_400_000
/** In Meta: when a worker last began to clean up. */
const CLEANED = 'cleanedAt'

/** Cleans up unless a worker did so within the last day. Returns whether it did. */
export async function cleanDaily(
  context: CleanupContext,
  options: Omit<CleanupOptions, 'dryRun'>,
): Promise<boolean> {
  if (!(await claim(context.db, context.clock()))) return false
  await cleanup(context, { ...options, dryRun: false })
  return true
}

/** One of all workers gets the day. A time that lies ahead was written by a clock that was wrong. */
async function claim(db: Db, now: Date): Promise<boolean> {
  const [at, dayAgo] = [now, new Date(now.getTime() - DAY_MS)].map((time) => time.toISOString())
  const taken = await db.$executeRaw`INSERT INTO "Meta" ("key", "value") VALUES (${CLEANED}, ${at})
    ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value"
    WHERE "Meta"."value" <= ${dayAgo} OR "Meta"."value" > ${at}`
  return taken > 0
}
