import { VidgenError } from '../errors.ts'
import type { AddressPolicy } from '../net/address-policy.ts'
import type { notifyErrors } from '../text/en/notify.ts'

/** What a notification says, for every channel alike. */
export interface Message {
  /** The same each time that it is sent, so that who gets it twice can tell. */
  id: string
  kind: string
  at: Date
  /** Sent by a rehearsal: nobody paid anything. */
  rehearsal: boolean
  environment: string
  title: string
  lines: string[]
  /** What to do, each a sentence or a command. */
  next: string[]
  /** The numbers behind it, for programs. */
  data: unknown
  /** In columns of equal letters, below the lines. */
  table?: string
  /** One page that says all of it. */
  page?: { name: string; html: string }
}

/** A place that takes messages. */
export interface Channel {
  /** Tells nothing of its address. */
  readonly id: string
  readonly name: string
  /** Answers what it was told. Throws {@link ChannelFailure}; the signal's reason when that is aborted. */
  send(message: Message, signal: AbortSignal): Promise<string>
}

/** How long one sending may take in all. */
export const SEND_MS = 15_000

/** How a channel is reached: nothing of it is the channel's own. */
export interface Reach {
  addresses: AddressPolicy
  clock: () => Date
  /** For one sending; {@link SEND_MS} at most. */
  timeoutMs: number
}

type FailureCode = keyof typeof notifyErrors

/** A channel did not take a message, or did not say so. */
export class ChannelFailure extends VidgenError {
  /** The message is at fault, not the channel: others would be taken. */
  readonly ofMessage: boolean
  /** How long the channel wants to be left alone; null where it does not say. */
  readonly waitMs: number | null

  constructor(
    failure: { code: FailureCode; params: Record<string, string | number> },
    { ofMessage = false, waitMs = null }: { ofMessage?: boolean; waitMs?: number | null } = {},
  ) {
    // No cause: what a library threw may hold the address.
    super(failure.code, failure.params as never)
    this.ofMessage = ofMessage
    this.waitMs = waitMs
  }
}
