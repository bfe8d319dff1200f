import type { Db } from '../db/client.ts'
import { FORGOTTEN_MS } from '../notify/outbox.ts'
import type { AlertsInfo } from '../results.ts'
import { describeError } from '../text/describe.ts'

/** What waits in the outbox, and the channels that it waits for. */
export async function readAlerts(context: { db: Db; clock: () => Date }): Promise<AlertsInfo> {
  const { db, clock } = context
  const seenAt = { gt: new Date(clock().getTime() - FORGOTTEN_MS) }
  const waiting = { nextTryAt: { not: null } }
  const channels = await db.notificationChannel.findMany({
    where: { seenAt, OR: [{ deliveries: { some: waiting } }, { failures: { gt: 0 } }] },
    include: { _count: { select: { deliveries: { where: waiting } } } },
    orderBy: { name: 'asc' },
  })
  return {
    waiting: await db.notification.count({
      where: { deliveries: { some: { ...waiting, channel: { seenAt } } } },
    }),
    channels: channels.map(({ name, failures, failingSince, errorCode, errorParams, _count }) => ({
      channel: name,
      waiting: _count.deliveries,
      failures,
      failingSince: failingSince?.toISOString() ?? null,
      error: errorCode ? { code: errorCode, ...describeError(errorCode, errorParams) } : null,
    })),
  }
}
