import * as en from './en/cli.ts'
import * as ko from './ko/cli.ts'
import { spoken } from './spoken.ts'

/** Errors of the command line, for what fails before anything else is loaded. */
export const cliErrors = spoken({ en: en.cliErrors, ko: ko.cliErrors })

/** What an option expects. */
export const expectedTexts = spoken({ en: en.expectedTexts, ko: ko.expectedTexts })

/** Notes and questions of the commands. */
export const cliTexts = spoken({ en: en.cliTexts, ko: ko.cliTexts })

/** What a worker tells while it runs, and at its end. */
export const workerTexts = spoken({ en: en.workerTexts, ko: ko.workerTexts })
