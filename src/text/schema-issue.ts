/** What is wrong with a part of a request, as zod tells it, and how its details are written in any language. */
import { count } from './money.ts'

/** An issue of a schema. */
export interface SchemaIssue {
  readonly code?: string
  readonly input?: unknown
  readonly [detail: string]: unknown
}

/** Whether its size is a number of things, not of letters. */
export const isMany = (origin: unknown): boolean =>
  origin === 'array' || origin === 'set' || origin === 'map'

/** A number of the schema, as people write it. */
export function amount(value: unknown): string {
  return typeof value === 'number' ? count(value) : String(value)
}

/** What a schema lists, in one line. */
export const listed = (values: unknown): string =>
  Array.isArray(values) ? values.map(String).join(', ') : String(values)
