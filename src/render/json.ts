import { SCHEMA_VERSION } from '../results.ts'
import { printableJson } from './printable.ts'

/** A result as the one JSON document of its command. */
export function toJson(result: object): string {
  return `${printableJson(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...result }, null, 2))}\n`
}
