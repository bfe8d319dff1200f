import { createRequire } from 'node:module'

const PLAIN = /^[\x20-\x7e]*$/
let measure: ((text: string) => number) | undefined

/**
 * How many columns of a terminal a text takes. ASCII takes one a character; for anything else
 * string-width is loaded, which takes as long as starting Node: the first page can do without it.
 */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  measure ??= (
    createRequire(import.meta.url)('string-width') as { default: (text: string) => number }
  ).default
  return measure(text)
}
