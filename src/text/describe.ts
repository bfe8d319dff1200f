import { readBehind } from './behind.ts'
import { en, type Sentence } from './en.ts'
import { ko } from './ko.ts'
import { language } from './language.ts'

/** What happened and what to do next. */
export interface Description {
  message: string
  hint: string | null
}

type Sentences = Readonly<Record<string, ((params: never) => Sentence) | undefined>>

const tongues: Readonly<Record<'en' | 'ko', Sentences>> = { en: en.errors, ko: ko.errors }

/**
 * The sentence of a code that was kept in the database. A code that this version does not know, or
 * params that another version wrote, fall back to the code itself.
 */
export function describeError(code: string, params: unknown): Description {
  const sentences = tongues[language()]
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined
  try {
    const { message, hint } = sentence!(said(params) as never)
    return { message, hint: hint ?? null }
  } catch {
    return { message: code, hint: null }
  }
}

/** A reason that is a failure itself is said in the same language. */
function said(params: unknown): object {
  const entries = Object.entries(params ?? {}).map(([name, value]: [string, unknown]) => {
    const reason = typeof value === 'string' ? readBehind(value) : null
    if (!reason) return [name, value]
    return [name, describeError(reason.code, reason.params).message.replace(/\.$/, '')]
  })
  return Object.fromEntries(entries) as object
}
