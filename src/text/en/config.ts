const list = (problems: string[]) => problems.map((problem) => `\n  ${problem}`).join('')

/** Errors of the configuration: code → message and hint. */
export const configErrors = {
  CONFIG_INVALID: (p: { problems: string[] }) => ({
    message: `${p.problems.length === 1 ? 'A setting is' : `${p.problems.length} settings are`} not valid:${list(p.problems)}`,
    hint: 'Correct the environment or the .env file beside the home; `vidgen config --explain` lists every setting.',
  }),
  CONFIG_DOTENV_UNREADABLE: (p: { file: string; reason: string }) => ({
    message: `The settings file ${p.file} can't be read (${p.reason}).`,
    hint: 'Make it readable, or move it away.',
  }),
  CONFIG_NOT_FOR_PRODUCTION: (p: { problems: string[] }) => ({
    message: `VIDGEN_ENV=production refuses these settings:${list(p.problems)}`,
    hint: 'Set what is missing, or name the exception in VIDGEN_ALLOW.',
  }),
}
