import { z } from 'zod'
import { expected, keyed, readYamlFile } from '../../yaml-file.ts'
import { comparable } from './categories.ts'
import { defaultPrompts } from './defaults.ts'
import { oneLine, type Placeholder, placeholderProblem, PLACEHOLDERS } from './template.ts'
import { CATEGORIES, type CategoryTexts, type PromptTexts, type Text } from './texts.ts'

/** A longer text would leave no room for the product's own words. */
const LONGEST_TEXT = 2_000

/**
 * An operator's texts over the defaults; what the file leaves out stays. Throws
 * CONFIG_PROMPTS_UNREADABLE and CONFIG_PROMPTS_INVALID.
 */
export function readPromptFile(file: string): Promise<PromptTexts> {
  return readYamlFile('PROMPTS', file, promptFile)
}

const words = z
  .string({ error: expected('must be words with commas between them') })
  .transform((text, context) => {
    const found = oneLine(comparable(text))
      .split(/\s*,\s*/)
      .filter(Boolean)
    const stranger = found.find((word) => !/\p{L}/u.test(word))
    if (stranger !== undefined)
      context.addIssue({ code: 'custom', message: `\`${stranger}\` has no letter` })
    return found
  })

const category = keyed({
  words: words.optional(),
  model: text([]).optional(),
  scene: text(['model', 'name', 'category']).optional(),
  start: text(PLACEHOLDERS).optional(),
  end: text(PLACEHOLDERS).optional(),
  video: text(PLACEHOLDERS).optional(),
})

const promptFile = keyed({
  clothes: category.optional(),
  shoes: category.optional(),
  bags: category.optional(),
  'watches-and-jewellery': category.optional(),
  other: category.optional(),
})
  .transform(overDefaults)
  .superRefine((texts, context) => {
    for (const { path, message } of wordsTwice(texts))
      context.addIssue({ code: 'custom', path, message })
  })

type OwnText = string | { female?: string | undefined; male?: string | undefined }

/** One text, or texts for one or both types of model. */
function text(known: readonly Placeholder[]) {
  const one = template(known)
  const each = keyed({ female: one.optional(), male: one.optional() })
  return z.unknown().transform((value, context): OwnText => {
    // Not a union: a mistake within would be told as "neither the one nor the other".
    const schema = typeof value === 'object' && value !== null ? each : one
    const { data, error } = schema.safeParse(value)
    for (const issue of error?.issues ?? [])
      context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue)
    return data ?? z.NEVER
  })
}

function template(known: readonly Placeholder[]) {
  return z
    .string({ error: expected('must be a text, or one text for female and one for male') })
    .max(LONGEST_TEXT, `must be at most ${LONGEST_TEXT} characters`)
    .transform((raw, context) => {
      const text = oneLine(raw)
      const problem = text === '' ? 'is empty' : placeholderProblem(text, known)
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
      return text
    })
}

type OwnCategory = z.output<typeof category>
type OwnPrompts = Partial<Record<keyof PromptTexts, OwnCategory | undefined>>

function overDefaults(own: OwnPrompts): PromptTexts {
  const merged = CATEGORIES.map((name) => [name, over(defaultPrompts[name], own[name])])
  return Object.fromEntries(merged) as PromptTexts
}

function over(below: CategoryTexts, own: OwnCategory = {}): CategoryTexts {
  return {
    words: own.words ?? below.words,
    model: textOver(below.model, own.model),
    scene: textOver(below.scene, own.scene),
    start: textOver(below.start, own.start),
    end: textOver(below.end, own.end),
    video: textOver(below.video, own.video),
  }
}

function textOver(below: Text, own: OwnText = {}): Text {
  if (typeof own === 'string') return own
  const both = typeof below === 'string' ? { female: below, male: below } : below
  return { female: own.female ?? both.female, male: own.male ?? both.male }
}

/** A word that stands for two categories would be decided by chance. */
function* wordsTwice(texts: PromptTexts) {
  const seen = new Map<string, string>()
  for (const name of CATEGORIES)
    for (const word of texts[name].words) {
      const first = seen.get(word) ?? name
      if (first !== name)
        yield { path: [name, 'words'], message: `\`${word}\` is a word of ${first}, too` }
      seen.set(word, first)
    }
}
