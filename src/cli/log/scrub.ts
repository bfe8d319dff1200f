import { redactSecrets, redactUrl } from '../../net/redact.ts'

const ADDRESS = /\b[a-z][a-z\d+.-]*:\/\/[^\s"'<>]+/gi
/** What travels in headers, whoever sent it. */
const CREDENTIAL = /\b(bearer|basic|key)\s+[\w.~+/=-]{8,}/gi
const DEEPEST = 6

/**
 * What makes anything fit for a log: secrets of the settings masked wherever they stand, and passwords,
 * signatures and tokens in addresses, also in those that a provider answered with.
 */
export function scrubber(settings: readonly string[]): (value: unknown) => unknown {
  const secrets = settings.flatMap((text) => [text, ...text.split(/[\s,]+/)])
  const clean = (text: string) =>
    redactSecrets(text, secrets)
      .replaceAll(ADDRESS, (url) => redactUrl(url))
      .replaceAll(CREDENTIAL, '$1 ***')
  const scrub = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return clean(value)
    if (value instanceof Date) return value.toISOString()
    if (typeof value === 'bigint') return Number(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth >= DEEPEST) return '…'
    if (Array.isArray(value)) return value.map((each) => scrub(each, depth + 1))
    const entries = Object.entries(value).map(([key, each]) => [key, scrub(each, depth + 1)])
    return Object.fromEntries(entries)
  }
  return (value) => scrub(value, 0)
}
