import * as en from './en/cost-report.ts'
import * as ko from './ko/cost-report.ts'
import { spoken, type Translated } from './spoken.ts'

/** Words and sentences of the cost report and of stats, beside those that all screens share. */
export const costReport: Translated<typeof en.costReport> = spoken({
  en: en.costReport,
  ko: ko.costReport,
})

/** `$0.2672`, or `-` for none. */
export const { usdOrDash } = spoken({
  en: { usdOrDash: en.usdOrDash },
  ko: { usdOrDash: ko.usdOrDash },
})
