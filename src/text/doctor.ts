import * as en from './en/doctor.ts'
import * as ko from './ko/doctor.ts'
import { spoken } from './spoken.ts'

/** What `vidgen doctor` says. */
export const doctorTexts = spoken({ en: en.doctorTexts, ko: ko.doctorTexts })
