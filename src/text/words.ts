import * as en from './en/words.ts'
import * as ko from './ko/words.ts'
import { spoken } from './spoken.ts'

export const wordTexts = spoken({ en: en.wordTexts, ko: ko.wordTexts })
