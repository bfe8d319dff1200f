import type { z } from 'zod'
import { requestFaults } from '../text/faults.ts'

/** Holds a value against a schema; what is wrong is told in the language of the request that is answered. */
export function checkSchema<S extends z.ZodType>(
  schema: S,
  value: unknown,
): z.ZodSafeParseResult<z.output<S>> {
  return schema.safeParse(value, { error: (issue) => requestFaults.issue(issue) })
}
