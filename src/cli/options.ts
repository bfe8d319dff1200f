import { z } from 'zod'
import { didYouMean } from '../catalog/did-you-mean.ts'
import { VidgenError } from '../errors.ts'
import { expectedTexts } from '../text/cli.ts'

/** What commander hands over for one option. */
export type RawOption = string | string[] | boolean | undefined

/** One option of a command: how it is written, what it means, and its check. */
export interface OptionSpec<T = unknown> {
  /** As commander reads it: `--take <n>`. */
  flags: string
  describe: string
  /** Heading in the help. */
  group: string
  /** The only words that it takes, for completion. */
  choices?: readonly string[]
  /** Throws USAGE_BAD_VALUE. */
  parse(raw: RawOption, command: string): T
}

/** A reader of one value; its issue's message says what is expected, after "must be". */
export type ValueSchema<T> = z.ZodType<T>

/** Flags, meaning and heading of an option. */
type Basics = Pick<OptionSpec, 'flags' | 'describe' | 'group' | 'choices'>

/** `--dry-run` */
export function flag(basics: Basics): OptionSpec<boolean> {
  return { ...basics, parse: (raw) => raw === true }
}

/** `--take <n>` */
export function value<T>(basics: Basics, schema: ValueSchema<T>): OptionSpec<T | undefined> {
  return {
    ...basics,
    ...choicesOf(schema),
    parse: (raw, command) =>
      raw === undefined ? undefined : checkArgument(schema, String(raw), longFlag(basics, command)),
  }
}

/** `--product <id...>`: repeated, several words, or (where a separator is given) in one word. */
export function list<T>(
  basics: Basics & { separator?: string },
  schema: ValueSchema<T>,
): OptionSpec<T[]> {
  const { separator } = basics
  return {
    ...basics,
    ...choicesOf(schema),
    parse: (raw, command) =>
      (Array.isArray(raw) ? raw : [])
        .flatMap((text) => (separator === undefined ? text : text.split(separator)))
        .filter((text) => text !== '')
        .map((text) => checkArgument(schema, text, longFlag(basics, command))),
  }
}

/** A whole number between two borders, both allowed. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): ValueSchema<number> {
  const expected = expectedTexts.wholeNumber(min, max)
  return z
    .string()
    .regex(/^[+-]?\d{1,15}$/, expected)
    .transform(Number)
    .refine((n) => n >= min && n <= max, expected)
}

/** One of a few words, in any case. */
export function oneOf<const T extends string>(words: readonly T[]): ValueSchema<T> {
  const byName = new Map(words.map((word) => [word.toLowerCase(), word]))
  const schema = z.string().transform((text, context) => {
    const word = byName.get(text.toLowerCase())
    if (word !== undefined) return word
    context.addIssue({
      code: 'custom',
      message: expectedTexts.oneOf(words),
      params: { suggestion: didYouMean(text, words) },
    })
    return z.NEVER
  })
  return schema.meta({ choices: words })
}

function choicesOf(schema: z.ZodType): { choices?: readonly string[] } {
  const choices = schema.meta()?.['choices'] as readonly string[] | undefined
  return choices ? { choices } : {}
}

/** Any text that is not empty. */
export const someText: ValueSchema<string> = z.string().min(1, expectedTexts.text)

/** Checks one value, of an option or an argument. Throws USAGE_BAD_VALUE naming what was expected and what came. */
export function checkArgument<T>(
  schema: ValueSchema<T>,
  text: string,
  at: { option: string; command: string },
): T {
  const result = schema.safeParse(text)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const params = 'params' in issue ? (issue.params as { suggestion?: string | null }) : {}
  throw new VidgenError('USAGE_BAD_VALUE', {
    ...at,
    value: text,
    expected: issue.message,
    suggestion: params.suggestion ?? null,
  })
}

function longFlag(basics: Basics, command: string): { option: string; command: string } {
  return { option: /--[\w-]+/.exec(basics.flags)![0], command }
}

/** Without the keys that were not given, for interfaces where a missing key means the default. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
