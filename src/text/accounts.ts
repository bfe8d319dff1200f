import * as en from './en/accounts.ts'
import * as ko from './ko/accounts.ts'
import { spoken } from './spoken.ts'

/** What the commands `user` and `token` say. */
export const accountTexts = spoken({ en: en.accountTexts, ko: ko.accountTexts })
