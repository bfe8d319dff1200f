/** The outbox: what is to be told, written where it happens and sent by whoever works later. */
import { monotonicFactory } from 'ulid'
import type { Db, Tx } from '../db/client.ts'
import { textsIn } from '../db/dialect.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { AlertData, AlertKind } from './alert.ts'

const HOUR_MS = 3_600_000
/** A channel that nobody's settings have named for so long is no more. */
export const FORGOTTEN_MS = 7 * 24 * HOUR_MS

/** What one process tells within a millisecond is sent in that order, too. */
const nextId = monotonicFactory()

/** Something that happened once. */
export interface Alert<K extends AlertKind = AlertKind> {
  kind: K
  data: AlertData[K]
  /** The same for everybody who may notice it. */
  dedupeKey: string
  at: Date
  /** Ids of the channels that it goes to; all that are known unless told. */
  to?: readonly string[]
}

/**
 * Writes a notification for every known channel, in the caller's transaction. Returns its id; null
 * where it was written before.
 */
export async function raise<K extends AlertKind>(tx: Tx, alert: Alert<K>): Promise<string | null> {
  const { kind, data, dedupeKey, at, to } = alert
  const id = nextId(at.getTime()).toLowerCase()
  const made = await tx.$executeRaw`
    INSERT INTO "Notification" ("id", "dedupeKey", "kind", "payload", "createdAt")
    VALUES (${id}, ${dedupeKey}, ${kind}, ${JSON.stringify(data)}, ${at}) ON CONFLICT ("dedupeKey") DO NOTHING`
  if (made === 0) return null
  const seen = new Date(at.getTime() - FORGOTTEN_MS)
  await tx.$executeRaw`INSERT INTO "NotificationDelivery" ("notificationId", "channelId", "nextTryAt")
    SELECT CAST(${id} AS TEXT), "id", CAST(${at} AS TIMESTAMP) FROM "NotificationChannel" WHERE "seenAt" > ${seen}
      ${to ? Prisma.sql`AND "id" IN (${textsIn(tx, to)})` : Prisma.empty}`
  return id
}

/** A channel as the outbox knows it. */
export interface KnownChannel {
  readonly id: string
  readonly name: string
}

/**
 * Makes channels known, so that from now on they are told of everything; says that they are still in
 * use. What waited for one that had been forgotten is no news any more.
 */
export async function seeChannels(
  db: Db,
  channels: readonly KnownChannel[],
  now: Date,
): Promise<void> {
  const rows = await db.notificationChannel.findMany({
    where: { id: { in: channels.map(({ id }) => id) } },
    select: { id: true, seenAt: true },
  })
  const seen = new Map(rows.map((row) => [row.id, row.seenAt.getTime()]))
  for (const channel of channels) {
    const agoMs = now.getTime() - (seen.get(channel.id) ?? -Infinity)
    if (agoMs > HOUR_MS) await see(db, channel, { now, forgotten: agoMs > FORGOTTEN_MS })
  }
}

async function see(
  db: Db,
  { id, name }: KnownChannel,
  { now, forgotten }: { now: Date; forgotten: boolean },
): Promise<void> {
  await db.$transaction(async (tx) => {
    if (forgotten) {
      await tx.notificationDelivery.deleteMany({
        where: { channelId: id, nextTryAt: { not: null } },
      })
    }
    await tx.$executeRaw`INSERT INTO "NotificationChannel" ("id", "name", "seenAt") VALUES (${id}, ${name}, ${now})
      ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name", "seenAt" = excluded."seenAt"`
  })
}
