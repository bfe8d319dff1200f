/** Sends what waits in the outbox: at least once to each channel, one channel's trouble apart from the others'. */
import type { Db, Tx } from '../db/client.ts'
import { takeDuty } from '../db/sql/take-duty.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import { type Channel, ChannelFailure, SEND_MS } from './channel.ts'
import { type Origin, toRecipients, wholeMessage } from './message.ts'

/** Who sends has its channel for itself so long after each beginning of a sending. */
const LEAD_MS = 2 * SEND_MS
const SKEW_MS = 60_000
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 30 * 60_000
/** A channel may ask for no more. */
const LONGEST_ASKED_MS = 60 * 60_000

export interface DeliverContext {
  db: Db
  clock: () => Date
  channels: readonly Channel[]
  origin: Origin
  /** Unique to the process. */
  owner: string
  signal: AbortSignal
  /** Told once when a channel begins to fail. */
  onFailing?: (failure: ChannelFailure) => void
}

/** Sends everything that is due. Throws what the database throws. */
export async function deliverDue(context: DeliverContext): Promise<void> {
  const { db, channels, clock } = context
  const due = await channelsWithDue(db, channels, clock())
  const ends = await Promise.allSettled(due.map((channel) => deliverTo(context, channel)))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed && !context.signal.aborted) throw failed.reason
}

/** Those that something is due for, and that may be asked now. */
async function channelsWithDue(
  db: Db,
  channels: readonly Channel[],
  now: Date,
): Promise<Channel[]> {
  if (channels.length === 0) return []
  const rows = await db.notificationDelivery.groupBy({
    by: ['channelId'],
    where: { channelId: { in: channels.map(({ id }) => id) }, ...isDue(now) },
  })
  const ids = new Set(rows.map((row) => row.channelId))
  return channels.filter(({ id }) => ids.has(id))
}

/** A time that lies further ahead than any wait was written by a clock that was set back since. */
function isDue(now: Date) {
  const beyond = new Date(now.getTime() + 2 * LONGEST_ASKED_MS)
  const due = [{ nextTryAt: { lte: now } }, { nextTryAt: { gt: beyond } }]
  return { OR: due, channel: { OR: [{ nextTryAt: null }, ...due] } }
}

async function deliverTo(context: DeliverContext, channel: Channel): Promise<void> {
  const { db, clock, signal } = context
  try {
    while (!signal.aborted) {
      if (!(await takeLead(context, channel))) return
      const next = await db.notificationDelivery.findFirst({
        where: { channelId: channel.id, ...isDue(clock()) },
        orderBy: { notificationId: 'asc' },
        include: { notification: true },
      })
      if (!next) return
      const outcome = await attempt(context, channel, next)
      if (outcome instanceof ChannelFailure && !outcome.ofMessage) return
    }
  } finally {
    await yieldLead(context, channel)
  }
}

/** What it takes to have a channel for oneself. */
type LeadContext = Pick<DeliverContext, 'db' | 'clock' | 'owner'>

const dutyOf = (channel: Channel) => `notify:${channel.id}`

/** Takes the channel for one sending, or keeps it; false where somebody else has it. */
export function takeLead({ db, clock, owner }: LeadContext, channel: Channel): Promise<boolean> {
  const lead = { name: dutyOf(channel), owner, forMs: LEAD_MS, skewMs: SKEW_MS }
  return takeDuty(db, { ...lead, now: clock() })
}

/** Leaves the channel to others. */
export async function yieldLead({ db, owner }: LeadContext, channel: Channel): Promise<void> {
  await db.duty.deleteMany({ where: { name: dutyOf(channel), owner } })
}

/** A message on its way, with what it says. */
export type Waiting = Prisma.NotificationDeliveryGetPayload<{ include: { notification: true } }>

/**
 * Sends one message, by whoever has the channel, and notes what came of it: the answer or the failure.
 * Throws the signal's reason where that broke it off; nothing is noted then.
 */
export async function attempt(
  context: DeliverContext,
  channel: Channel,
  waiting: Waiting,
): Promise<string | ChannelFailure> {
  const { db, clock, origin, signal } = context
  const at = { notificationId: waiting.notificationId, channelId: channel.id }
  let answer: string
  try {
    answer = await toRecipients(origin, async () =>
      channel.send(await wholeMessage(waiting.notification, origin), signal),
    )
  } catch (error) {
    signal.throwIfAborted()
    const failure = error instanceof ChannelFailure ? error : unexpected(channel, error)
    const failures = await db.$transaction((tx) => noteFailure(tx, { at, failure, now: clock() }))
    if (failures === 1) context.onFailing?.(failure)
    return failure
  }
  await db.$transaction((tx) => noteDelivered(tx, at, clock()))
  return answer
}

interface Key {
  notificationId: string
  channelId: string
}

/** Takes a message off; the last of a notification's channels ends it. */
async function noteDelivered(tx: Tx, at: Key, now: Date): Promise<void> {
  const { notificationId, channelId } = at
  await tx.notificationDelivery.updateMany({
    where: { ...at, deliveredAt: null },
    data: { deliveredAt: now, nextTryAt: null, attempts: { increment: 1 }, errorCode: null },
  })
  await tx.notificationChannel.updateMany({
    where: { id: channelId },
    data: { failures: 0, failingSince: null, nextTryAt: null, errorCode: null },
  })
  const left = await tx.notificationDelivery.count({
    where: { notificationId, deliveredAt: null },
  })
  if (left > 0) return
  await tx.notification.updateMany({
    where: { id: notificationId, deliveredAt: null },
    data: { deliveredAt: now },
  })
}

/** Lets the channel, or a message that it does not like, wait ever longer. Returns the channel's failures in a row. */
async function noteFailure(
  tx: Tx,
  { at, failure, now }: { at: Key; failure: ChannelFailure; now: Date },
): Promise<number> {
  const error = { errorCode: failure.code, errorParams: failure.params as Prisma.InputJsonObject }
  const delivery = await tx.notificationDelivery.findUniqueOrThrow({
    where: { notificationId_channelId: at },
    include: { channel: true },
  })
  const { channel } = delivery
  const attempts = delivery.attempts + 1
  const failures = channel.failures + 1
  const waitMs = waitOf(failure, failure.ofMessage ? attempts : failures)
  const nextTryAt = new Date(now.getTime() + waitMs)
  await tx.notificationDelivery.update({
    where: { notificationId_channelId: at },
    data: { attempts, ...error, ...(failure.ofMessage && { nextTryAt }) },
  })
  await tx.notificationChannel.update({
    where: { id: at.channelId },
    data: {
      failures,
      failingSince: channel.failingSince ?? now,
      ...error,
      ...(!failure.ofMessage && { nextTryAt }),
    },
  })
  return failures
}

/** Doubles from 5 seconds to half an hour, with jitter; as long as the channel asks for, where it does. */
function waitOf({ waitMs }: ChannelFailure, times: number): number {
  const plain = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (times - 1))
  return Math.max(plain * (1 + 0.2 * Math.random()), Math.min(LONGEST_ASKED_MS, waitMs ?? 0))
}

/** Something of ours: the message is put off, others go on. */
function unexpected(channel: Channel, error: unknown): ChannelFailure {
  const reason = error instanceof Error ? error.name : 'unknown'
  const params = { channel: channel.name, reason }
  return new ChannelFailure({ code: 'NOTIFY_UNREACHABLE', params }, { ofMessage: true })
}
