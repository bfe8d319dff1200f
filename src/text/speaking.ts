/** Another language for something and all that it awaits. Needs Node; what is done at once has `inLanguage`. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { askPerRequest, type Language } from './language.ts'

const asked = new AsyncLocalStorage<Language>()
askPerRequest(() => asked.getStore())

/** Does something in a language, and what that awaits; others meanwhile go on in theirs. */
export function speaking<T>(language: Language, work: () => T): T {
  return asked.run(language, work)
}
