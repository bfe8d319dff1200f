import { accountErrors } from './en/accounts.ts'
import { aiErrors } from './en/ai.ts'
import { providerErrors } from './en/providers.ts'
import { configErrors } from './en/config.ts'
import { databaseErrors } from './en/database.ts'
import { embeddedErrors } from './en/embedded.ts'
import { intakeErrors, rowProblems } from './en/intake.ts'
import { jobErrors } from './en/jobs.ts'
import { mediaErrors } from './en/media.ts'
import { fileErrors } from './en/prompts.ts'
import { notifyErrors } from './en/notify.ts'
import { reportErrors } from './en/reports.ts'
import { storageErrors } from './en/storage.ts'
import { serverErrors } from './en/server.ts'
import { cliErrors } from './en/cli.ts'

/** A sentence for each code: what happened, and what to do next. */
export interface Sentence {
  message: string
  hint?: string
}

/** Every sentence that a person reads, by code. */
export const en = {
  errors: {
    ...configErrors,
    ...fileErrors,
    ...databaseErrors,
    ...embeddedErrors,
    ...intakeErrors,
    ...jobErrors,
    ...aiErrors,
    ...providerErrors,
    ...mediaErrors,
    ...storageErrors,
    ...notifyErrors,
    ...reportErrors,
    ...accountErrors,
    ...serverErrors,
    ...cliErrors,
  },
  rowProblems,
}
