import * as en from './en/reports.ts'
import * as ko from './ko/reports.ts'
import { spoken, type Translated } from './spoken.ts'

/** What a reader of the cost report must know about its numbers. */
export const reportWarnings = spoken({ en: en.reportWarnings, ko: ko.reportWarnings })

/** Words and sentences on the screens of status, stats, report and the commands that change jobs. */
export const reportTexts: Translated<typeof en.reportTexts> = spoken({
  en: en.reportTexts,
  ko: ko.reportTexts,
})
