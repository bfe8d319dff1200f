import * as en from './en/ledger.ts'
import * as ko from './ko/ledger.ts'
import { spoken } from './spoken.ts'

/** What `ledger verify` says. */
export const ledgerTexts = spoken({ en: en.ledgerTexts, ko: ko.ledgerTexts })
