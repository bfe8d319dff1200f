/** What is wrong with a part of a request to the API; stands after the part's name. */
import { counted } from '../money.ts'
import { amount, isMany, listed, type SchemaIssue } from '../schema-issue.ts'

const TYPES: Readonly<Record<string, string>> = {
  string: 'must be a text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
  null: 'must be null',
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'must be a moment with its offset, such as 2026-11-25T09:00:00Z',
  date: 'must be a date, such as 2026-11-25',
  url: 'must be a URL',
  safeint: 'must be a whole number',
}

const GOT: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

const WRONG = 'is not written as it must be'

const sentences: Readonly<Record<string, (issue: SchemaIssue) => string>> = {
  invalid_type: typeOf,
  invalid_value: ({ values }) => `must be one of: ${listed(values)}`,
  too_big: ({ origin, maximum, inclusive }) => {
    if (origin === 'string') return `must have at most ${counted(Number(maximum), 'character')}`
    if (isMany(origin)) return `must have at most ${amount(maximum)}`
    return `must be ${inclusive === false ? 'less than' : 'at most'} ${amount(maximum)}`
  },
  too_small: ({ origin, minimum, inclusive }) => {
    if (origin === 'string')
      return minimum === 1
        ? 'is empty'
        : `must have at least ${counted(Number(minimum), 'character')}`
    if (isMany(origin)) return `must have at least ${amount(minimum)}`
    return `must be ${inclusive === false ? 'more than' : 'at least'} ${amount(minimum)}`
  },
  invalid_format: ({ format }) => FORMATS[String(format)] ?? WRONG,
  not_multiple_of: ({ divisor }) => `must be a multiple of ${amount(divisor)}`,
  unrecognized_keys: ({ keys }) => `has what is not known here: ${listed(keys)}`,
  invalid_union: () => 'has none of the forms that it may have',
}

export const requestFaults = {
  /** What a schema has against it. */
  issue: (issue: SchemaIssue): string => sentences[issue.code ?? '']?.(issue) ?? WRONG,
  notJson: 'is no JSON',
  nul: 'has a NUL character',
  narrowsNothing: 'narrows nothing',
  key: 'must be 1 to 255 printable ASCII characters',
  wholeId: 'must be a whole id: 26 digits and small letters',
  digits: 'must be a whole number, in digits',
  cursor: 'is no `nextCursor` of a page before',
  column: 'must be a column, = and its name in the file, such as product_id=SKU',
}

function typeOf({ expected, input }: SchemaIssue): string {
  if (input === undefined) return 'is missing'
  const wanted = TYPES[String(expected)] ?? WRONG
  const got = GOT[input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input]
  const isFraction = expected === 'int' && typeof input === 'number'
  return got === undefined || isFraction ? wanted : `${wanted}, not ${got}`
}
