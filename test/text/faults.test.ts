/** What a schema has against a value, said to people in both languages. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as en from '../../src/text/en/faults.ts'
import * as ko from '../../src/text/ko/faults.ts'

const messages = (schema: z.ZodType, value: unknown, issue: typeof en.requestFaults.issue) =>
  schema.safeParse(value, { error: issue }).error?.issues.map(({ message }) => message)

describe.each<[z.ZodType, unknown, string]>([
  [z.string(), 5, 'must be a text, not a number'],
  [z.string(), undefined, 'is missing'],
  [z.string(), null, 'must be a text, not null'],
  [z.boolean(), 'yes', 'must be true or false, not a text'],
  [z.array(z.string()), {}, 'must be a list, not an object'],
  [z.object({}), [], 'must be an object, not a list'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.int().min(1), 0, 'must be at least 1'],
  [z.number().gt(1), 1, 'must be more than 1'],
  [z.int().max(10_000), 10_001, 'must be at most 10,000'],
  [z.string().min(1), '', 'is empty'],
  [z.string().min(2), 'a', 'must have at least 2 characters'],
  [z.string().max(1), 'ab', 'must have at most 1 character'],
  [z.array(z.string()).min(1), [], 'must have at least 1'],
  [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1'],
  [z.enum(['day', 'month']), 'year', 'must be one of: day, month'],
  [z.strictObject({}), { a: 1 }, 'has what is not known here: a'],
  [z.union([z.string(), z.boolean()]), 5, 'has none of the forms that it may have'],
  [z.iso.datetime(), 'now', 'must be a moment with its offset, such as 2026-11-25T09:00:00Z'],
  [z.iso.date(), 'now', 'must be a date, such as 2026-11-25'],
  [z.string().regex(/^\d{1,9}$/), 'x', 'is not written as it must be'],
  [z.int().multipleOf(5), 3, 'must be a multiple of 5'],
])('%#', (schema, value, said) => {
  test('in both languages', () => {
    expect(messages(schema, value, en.requestFaults.issue)).toEqual([said])
    const [korean] = messages(schema, value, ko.requestFaults.issue)!
    expect(korean).toMatch(/[가-힣]/)
    expect(korean).not.toMatch(/\^|pattern|undefined/)
  })
})
