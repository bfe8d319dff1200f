import * as en from './en/intake.ts'
import * as ko from './ko/intake.ts'
import { spoken } from './spoken.ts'

/** What can be wrong with one row or cell. */
export const rowProblems = spoken({ en: en.rowProblems, ko: ko.rowProblems })
