import { chooseLanguage } from '../language.ts'
import { text } from '../text.ts'

const { code, name } = text.otherLanguage

/** Shows the page in the other language; its name is written in that one. */
export function LanguageSwitch() {
  return (
    <button type="button" class="plain" lang={code} onClick={() => chooseLanguage(code)}>
      {name}
    </button>
  )
}
