import { SCHEMA_VERSION } from '../results.ts'
import { printableJson } from './printable.ts'

/** A result as the one JSON document of its command: on one line, or `indented` for a person. */
export function toJson(result: object, indented = false): string {
  const document = { schemaVersion: SCHEMA_VERSION, ...result }
  return `${printableJson(JSON.stringify(document, null, indented ? 2 : 0))}\n`
}
