import * as en from './en/help.ts'
import * as ko from './ko/help.ts'
import { spoken } from './spoken.ts'

/** Headings under which options stand in a command's help. */
export const headings = spoken({ en: en.headings, ko: ko.headings })

/** Options that every command takes. */
export const generalOptions = spoken({ en: en.generalOptions, ko: ko.generalOptions })

/** Options that choose jobs, the same everywhere. Several narrow down, values of one widen. */
export const selectionOptions = spoken({ en: en.selectionOptions, ko: ko.selectionOptions })

/** The help of each command, in the order of work. */
export const commandHelp = spoken({ en: en.commandHelp, ko: ko.commandHelp })

/** The first page. */
export const frontPage = spoken({ en: en.frontPage, ko: ko.frontPage })

/** Words between the parts of a help page. */
export const helpWords = spoken({ en: en.helpWords, ko: ko.helpWords })

/** Options of single commands: `<command>.<option>`. */
export const optionHelp = spoken({ en: en.optionHelp, ko: ko.optionHelp })
