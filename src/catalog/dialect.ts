import type { Dialect } from './rows.ts'

const SEPARATORS = [',', ';', '\t'] as const

/** Separator and line ending, as the first line that is not blank shows them. */
export function dialectOf(start: Buffer): Dialect {
  const text = start.toString('utf8').trimStart()
  const line = firstLine(text)
  const plain = line.replaceAll(/"[^"]*"/g, '')
  const count = (separator: string) => plain.split(separator).length
  const separator = SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best))
  return { separator, newline: newlineAfter(text.slice(line.length)) }
}

function firstLine(text: string): string {
  return /^(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0] ?? ''
}

function newlineAfter(text: string): Dialect['newline'] {
  if (text.startsWith('\r\n')) return '\r\n'
  // A lone CR ends lines only where no LF does, as old Macs wrote it.
  return text.startsWith('\r') && !text.includes('\n') ? '\r' : '\n'
}
