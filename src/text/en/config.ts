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
  CONFIG_MIXED_AI: (p: { setting: string; real: string }) => ({
    message: `${p.setting} is offline while the other AI service is real (${p.real}): that pays for videos that nobody may publish.`,
    hint: `Set ${p.setting} too, or VIDGEN_ALLOW=mixed-ai for a rehearsal.`,
  }),
  CONFIG_KEY_MISSING: (p: { settings: string[] }) => ({
    message: `${p.settings.join(' and ')} ${p.settings.length === 1 ? 'is' : 'are'} not set: the AI services that are configured need ${p.settings.length === 1 ? 'it' : 'them'}.`,
    hint: 'The README says how to get each key. Without any, the services are offline.',
  }),
  CONFIG_PRICE_MISSING: (p: { provider: string; model: string; size: string }) => ({
    message: `Nobody knows what ${p.model} (${p.size}) by ${p.provider} costs, so no budget would hold.`,
    hint: 'Put its price into a file as examples/prices.yaml and name that in VIDGEN_PRICES_FILE.',
  }),
}
