import { ulid } from 'ulid'
import { VidgenError } from '../errors.ts'
import type { Db } from '../db/client.ts'
import { budgetDay } from '../money/budget-day.ts'
import { type Channel, ChannelFailure } from '../notify/channel.ts'
import { deliverNow } from '../notify/deliver-now.ts'
import { messageOf, type Origin, toRecipients } from '../notify/message.ts'
import { raise, seeChannels } from '../notify/outbox.ts'
import type { NotifyResult, ReportResult, SentReport } from '../results.ts'
import { describeError } from '../text/describe.ts'
import { language } from '../text/language.ts'

export interface NotifyContext {
  channels: readonly Channel[]
  origin: Origin
  actor: string
  clock: () => Date
}

/** Sends a test to every channel and tells what each answered. Throws NOTIFY_NO_CHANNEL. */
export async function notifyTest(context: NotifyContext): Promise<NotifyResult> {
  const { channels, origin, actor, clock } = context
  if (channels.length === 0) throw new VidgenError('NOTIFY_NO_CHANNEL', undefined)
  const createdAt = clock()
  const id = ulid(createdAt.getTime()).toLowerCase()
  const row = { id, kind: 'test', payload: { by: actor }, createdAt }
  const { signal } = new AbortController()
  const send = (channel: Channel) =>
    toRecipients(origin, () => channel.send(messageOf(row, origin), signal))
  const asked = channels.map((channel) => answerOf(channel, () => send(channel)))
  return { channels: await Promise.all(asked) }
}

export interface SendReportContext extends NotifyContext {
  db: Db
  timezone: string
  /** Reads the report's days again, for what of it is said in a language. */
  readAgain?: (period: ReportResult['period']) => Promise<ReportResult>
}

/**
 * Sends a report to every channel, once a budget day unless `again`; channels that have it already are
 * left alone. What a channel does not take stays in the outbox, for a worker to try again. Throws
 * NOTIFY_NO_CHANNEL.
 */
export async function sendReport(
  context: SendReportContext,
  report: ReportResult,
  { again = false }: { again?: boolean },
): Promise<SentReport> {
  const { db, clock, channels, actor } = context
  if (channels.length === 0) throw new VidgenError('NOTIFY_NO_CHANNEL', undefined)
  await seeChannels(db, channels, clock())
  const { id, isNew } = await outboxRow(context, await sayAgain(context, report), again)
  const { signal } = new AbortController()
  const owner = `${actor}:${process.pid}:${crypto.randomUUID().slice(0, 8)}`
  const sending = { ...context, owner, signal }
  const asked = channels.map((channel) => answerOf(channel, () => deliverNow(sending, channel, id)))
  return { sentBefore: !isNew, channels: await Promise.all(asked) }
}

/** The same numbers, with what is said about them in the language of those who get them. */
async function sayAgain(
  { origin, readAgain }: SendReportContext,
  report: ReportResult,
): Promise<ReportResult> {
  if (!readAgain || toRecipients(origin, language) === language()) return report
  const said = await toRecipients(origin, () => readAgain(report.period))
  const messages = new Map(said.failures.map(({ code, message }) => [code, message]))
  const failures = report.failures.map((failure) => {
    return { ...failure, message: messages.get(failure.code) ?? failure.message }
  })
  return { ...report, failures, warnings: said.warnings }
}

/** The report's row, made unless it was made today; also channels that have come since are to get it. */
async function outboxRow(
  { db, clock, channels, timezone }: SendReportContext,
  report: ReportResult,
  again: boolean,
): Promise<{ id: string; isNew: boolean }> {
  const at = clock()
  const { name, from, to } = report.period
  const key = `report:${name}:${from}:${to}:${budgetDay(at, timezone)}`
  const dedupeKey = again ? `${key}:${at.getTime()}` : key
  const ids = channels.map((channel) => channel.id)
  return db.$transaction(async (tx) => {
    const made = await raise(tx, { kind: 'report', data: report, dedupeKey, at, to: ids })
    if (made) return { id: made, isNew: true }
    const { id } = await tx.notification.findUniqueOrThrow({ where: { dedupeKey } })
    for (const channelId of ids) {
      const row = { notificationId: id, channelId }
      await tx.notificationDelivery.upsert({
        where: { notificationId_channelId: row },
        create: { ...row, nextTryAt: at },
        update: {},
      })
    }
    return { id, isNew: false }
  })
}

type Answer = NotifyResult['channels'][number]

/** What a channel said to one message. */
async function answerOf(
  { name: channel }: Pick<Channel, 'name'>,
  ask: () => Promise<string | null>,
): Promise<Answer> {
  try {
    return { channel, ok: true, answer: await ask(), error: null }
  } catch (error) {
    if (!(error instanceof ChannelFailure)) throw error
    const { code, params } = error
    return { channel, ok: false, answer: null, error: { code, ...describeError(code, params) } }
  }
}
