import * as en from './en/server.ts'
import * as ko from './ko/server.ts'
import { spoken } from './spoken.ts'

/** Sentences that are no errors. */
export const serverTexts = spoken({ en: en.serverTexts, ko: ko.serverTexts })
