/** Which language a person is spoken to in. Free of Node, for the dashboard knows it too. */

/** The languages in which every sentence is there. */
export const LANGUAGES = ['en', 'ko'] as const

export type Language = (typeof LANGUAGES)[number]

let spoken: Language = 'en'
let ofRequest: () => Language | undefined = () => undefined

/** The language in which something is said now: that of the request being answered, else the process's. */
export function language(): Language {
  return ofRequest() ?? spoken
}

/** The language of whoever has not asked for another. */
export function speak(language: Language): void {
  spoken = language
}

/** Says something in another language; only for what is done at once, without waiting. */
export function inLanguage<T>(other: Language, say: () => T): T {
  const [before, asked] = [spoken, ofRequest]
  spoken = other
  ofRequest = () => undefined
  try {
    return say()
  } finally {
    spoken = before
    ofRequest = asked
  }
}

/** Lets a server tell the language of the request that it is answering; undefined outside of one. */
export function askPerRequest(ask: () => Language | undefined): void {
  ofRequest = ask
}

/** Narrows a word that somebody wrote. */
export function isLanguage(word: string | undefined): word is Language {
  return (LANGUAGES as readonly (string | undefined)[]).includes(word)
}
