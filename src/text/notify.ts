import * as en from './en/notify.ts'
import * as ko from './ko/notify.ts'
import { spoken } from './spoken.ts'

/** The sentences of each kind of notification. */
export const alertTexts = spoken({ en: en.alertTexts, ko: ko.alertTexts })

/** The title with where it comes from, where that is not the everyday one. */
export const { headline } = spoken({ en: { headline: en.headline }, ko: { headline: ko.headline } })
