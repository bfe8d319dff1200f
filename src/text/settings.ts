import type { SettingName } from '../config/settings.ts'
import * as en from './en/settings.ts'
import * as ko from './ko/settings.ts'
import { language } from './language.ts'
import { spoken } from './spoken.ts'

/** What can be wrong with the value of a setting. */
export const settingProblems = spoken({ en: en.settingProblems, ko: ko.settingProblems })

/** What a setting means; its English stands with the setting. */
export function settingMeaning(name: SettingName, english: string): string {
  return language() === 'ko' ? ko.settingMeanings[name] : english
}
