/** The reader's language: chosen by the switch, which the server reads too, else the browser's. */
import { isLanguage, type Language } from '../text/language.ts'

const NAME = 'vidgen_lang'
const A_YEAR_S = 31_536_000

/** What is asked of a browser; a test of the texts alone has none. */
interface Browser {
  document?: { cookie: string }
  navigator?: { languages?: readonly string[] }
  location?: { protocol: string; reload: () => void }
}

/** The language in which the page is shown. */
export function chosenLanguage({ document, navigator }: Browser = globalThis): Language {
  if (!document) return 'en'
  const told = new RegExp(`(?:^|; )${NAME}=(\\w+)`).exec(document.cookie)?.[1]
  if (isLanguage(told)) return told
  return navigator?.languages?.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en'
}

/** Remembers another one in this browser, and shows the page in it. */
export function chooseLanguage(language: string): void {
  const { document, location } = globalThis as Browser
  const secure = location!.protocol === 'https:' ? '; Secure' : ''
  document!.cookie = `${NAME}=${language}; Path=/; Max-Age=${A_YEAR_S}; SameSite=Lax${secure}`
  location!.reload()
}
