import * as en from './en/faults.ts'
import * as ko from './ko/faults.ts'
import { spoken } from './spoken.ts'

/** What is wrong with a part of a request. */
export const requestFaults = spoken({ en: en.requestFaults, ko: ko.requestFaults })
