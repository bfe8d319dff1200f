import * as en from './en/upkeep.ts'
import * as ko from './ko/upkeep.ts'
import { spoken } from './spoken.ts'

/** Texts of `cleanup` and `recover`. */
export const upkeepTexts = spoken({ en: en.upkeepTexts, ko: ko.upkeepTexts })
