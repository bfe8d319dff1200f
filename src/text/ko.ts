import type { en } from './en.ts'
import { accountErrors } from './ko/accounts.ts'
import { aiErrors } from './ko/ai.ts'
import { cliErrors } from './ko/cli.ts'
import { configErrors } from './ko/config.ts'
import { databaseErrors } from './ko/database.ts'
import { embeddedErrors } from './ko/embedded.ts'
import { intakeErrors, rowProblems } from './ko/intake.ts'
import { jobErrors } from './ko/jobs.ts'
import { mediaErrors } from './ko/media.ts'
import { notifyErrors } from './ko/notify.ts'
import { fileErrors } from './ko/prompts.ts'
import { providerErrors } from './ko/providers.ts'
import { reportErrors } from './ko/reports.ts'
import { serverErrors } from './ko/server.ts'
import { storageErrors } from './ko/storage.ts'
import type { Translated } from './spoken.ts'

/** Every sentence of an error or a bad row in Korean, by code. */
export const ko: Translated<typeof en> = {
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
