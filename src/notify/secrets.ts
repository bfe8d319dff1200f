import { redactSecrets } from '../net/redact.ts'
import { printable } from '../render/printable.ts'

/** Shorter pieces of an address are words. */
const TOKEN_LENGTH = 12
const LONGEST = 200

/** One line of what somebody answered, without the secrets of an address that it may repeat. */
export function shownAnswer(text: string, secrets: readonly string[]): string {
  const line = redactSecrets(text, secrets).replaceAll(/\s+/g, ' ').trim()
  return printable(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line)
}

/** An address, and every piece of it that lets somebody in. */
export function secretsOfUrl(address: string): string[] {
  const { href, pathname, search, searchParams } = new URL(address)
  const pieces = [...pathname.split('/'), ...searchParams.values()]
  const tokens = pieces.filter((piece) => piece.length >= TOKEN_LENGTH)
  return [address, href, `${pathname}${search}`, ...(pathname === '/' ? [] : [pathname]), ...tokens]
}
