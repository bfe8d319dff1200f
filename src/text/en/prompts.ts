const list = (problems: string[]) => problems.map((problem) => `\n  ${problem}`).join('')

export interface Unreadable {
  file: string
  reason: string
}

export interface Invalid {
  file: string
  problems: string[]
}

const unreadable = (what: string, setting: string) => (p: Unreadable) => ({
  message: `The file of ${what} ${p.file} can't be read (${p.reason}).`,
  hint: `Name a file that is there in ${setting}, or leave it unset.`,
})

const invalid = (what: string, hint: string) => (p: Invalid) => ({
  message: `The file of ${what} ${p.file} ${p.problems.length === 1 ? 'has a mistake' : `has ${p.problems.length} mistakes`}:${list(p.problems)}`,
  hint,
})

/** Errors of the files that operators write: code → message and hint. */
export const fileErrors = {
  CONFIG_PROMPTS_UNREADABLE: unreadable('prompts', 'VIDGEN_PROMPTS_FILE'),
  CONFIG_PROMPTS_INVALID: invalid(
    'prompts',
    'examples/prompts.yaml has every key. A text that begins with { or holds ": " or " #" is written in quotes or below >-.',
  ),
  CONFIG_PRICES_UNREADABLE: unreadable('prices', 'VIDGEN_PRICES_FILE'),
  CONFIG_PRICES_INVALID: invalid(
    'prices',
    'examples/prices.yaml has every key, with what vidgen takes the prices for.',
  ),
}
