import type { Notification } from '../generated/sqlite/client.ts'
import type { AlertText } from '../text/en/notify.ts'
import { alertTexts } from '../text/notify.ts'
import { describeError } from '../text/describe.ts'
import type { Language } from '../text/language.ts'
import { speaking } from '../text/speaking.ts'
import type { Message } from './channel.ts'

/** Who sends: shown with every message. */
export interface Origin {
  rehearsal: boolean
  environment: string
  /** What its recipients read (VIDGEN_LANG); that of whoever sends where nothing says one. */
  language?: Language | null
}

/** Says something to recipients in their language, whatever whoever sends it speaks. */
export function toRecipients<T>({ language }: Origin, say: () => T): T {
  return language ? speaking(language, say) : say()
}

/** What a row of the outbox says. One of another version's kind says that name. */
export function messageOf(
  row: Pick<Notification, 'id' | 'kind' | 'payload' | 'createdAt'>,
  { rehearsal, environment }: Origin,
): Message {
  const { id, kind, payload, createdAt: at } = row
  return { id, kind, at, rehearsal, environment, ...textOf(kind, payload), data: payload }
}

/** The same with tables and a page, where it is a report. */
export async function wholeMessage(
  row: Parameters<typeof messageOf>[0],
  origin: Origin,
): Promise<Message> {
  const message = messageOf(row, origin)
  if (message.kind !== 'report') return message
  const { withReport } = await import('./report-page.ts')
  return withReport(message)
}

const texts: Readonly<
  Record<string, ((data: never, describe: typeof describeError) => AlertText) | undefined>
> = alertTexts

function textOf(kind: string, data: unknown): AlertText {
  const text = Object.hasOwn(texts, kind) ? texts[kind] : undefined
  try {
    return text!(data as never, describeError)
  } catch {
    return { title: kind, lines: [], next: [] }
  }
}
