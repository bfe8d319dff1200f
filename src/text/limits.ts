import * as en from './en/limits.ts'
import * as ko from './ko/limits.ts'
import { spoken } from './spoken.ts'

/** The refusal by limits, and why one is not what the settings say. */
export const { limitRefusal, limitException } = spoken({
  en: { limitRefusal: en.limitRefusal, limitException: en.limitException },
  ko: { limitRefusal: ko.limitRefusal, limitException: ko.limitException },
})

/** Words and sentences of `vidgen limit`. */
export const limitTexts = spoken({ en: en.limitTexts, ko: ko.limitTexts })
