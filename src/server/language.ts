/** The language of a request: what its browser was told, else what it prefers, else the server's own. */
import { isLanguage, type Language, LANGUAGES } from '../text/language.ts'
import { speaking } from '../text/speaking.ts'

/** The dashboard's switch writes it; holds no secret. */
const COOKIE = /(?:^|;\s*)vidgen_lang=(\w+)/

/** Answers a request in its language; so are all that it begins and awaits. */
export function inLanguageOf<T>(request: Request, answer: () => T): T {
  const wanted = languageOf(request)
  return wanted ? speaking(wanted, answer) : answer()
}

/** One of each, for what is kept for several readers. */
export function forEachLanguage<T>(make: (language: Language) => T): Record<Language, T> {
  return Object.fromEntries(LANGUAGES.map((each) => [each, make(each)])) as Record<Language, T>
}

function languageOf({ headers }: Request): Language | undefined {
  const told = COOKIE.exec(headers.get('cookie') ?? '')?.[1]
  return isLanguage(told) ? told : preferred(headers.get('accept-language') ?? '')
}

/** The first of ours in `ko-KR,ko;q=0.9,en;q=0.8`, by weight; `*` says none. */
function preferred(header: string): Language | undefined {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().toLowerCase().split(';')
      const weight = /^\s*q=([\d.]+)\s*$/.exec(rest[0] ?? '')?.[1]
      return { word: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ word }) => word)
    .find(isLanguage)
}
