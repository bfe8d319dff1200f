import { type Language, language } from './language.ts'

/** The same texts in other words: what another language must have, whole. */
export type Translated<T> = T extends string
  ? string
  : T extends (...params: infer P) => infer R
    ? (...params: P) => Translated<R>
    : T extends object
      ? { [K in keyof T]: Translated<T[K]> }
      : T

type Texts = Readonly<Record<string, unknown>>

/**
 * One set of texts in all languages: each is chosen when it is read, or called, so that what a module
 * keeps of them (`const t = reportTexts.facts`) follows the language of whoever is being answered.
 */
export function spoken<T extends object>(tongues: { en: T; ko: Translated<T> }): Translated<T> {
  return chosen(tongues as unknown as Record<Language, Texts>) as Translated<T>
}

function chosen(tongues: Record<Language, Texts>): Texts {
  const texts = {}
  for (const key of Object.keys(tongues.en)) {
    Object.defineProperty(texts, key, { enumerable: true, ...property(tongues, key) })
  }
  return texts
}

function property(tongues: Record<Language, Texts>, key: string): PropertyDescriptor {
  const one = tongues.en[key]
  if (typeof one === 'function') {
    return { value: (...params: unknown[]) => (tongues[language()][key] as typeof one)(...params) }
  }
  if (!isGroup(one)) return { get: () => tongues[language()][key] }
  return { value: chosen({ en: one, ko: tongues.ko[key] as Texts }) }
}

function isGroup(value: unknown): value is Texts {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
