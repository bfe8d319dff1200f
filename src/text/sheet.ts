import * as en from './en/sheet.ts'
import * as ko from './ko/sheet.ts'
import { spoken } from './spoken.ts'

/** Words and sentences of the contact sheet. */
export const sheetTexts = spoken({ en: en.sheetTexts, ko: ko.sheetTexts })
