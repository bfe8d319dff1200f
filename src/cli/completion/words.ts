import { commandHelp, generalOptions } from '../../text/help.ts'
import type { CommandName } from '../../text/en/help.ts'
import { catalogue, commandNames } from '../catalogue.ts'
import type { Command } from '../command.ts'

/** What a shell may complete for one option. */
export interface OptionWords {
  /** `--csv` */
  flag: string
  describe: string
  /** What follows: nothing, a file, a word of these, or anything else. */
  takes: 'nothing' | 'file' | 'text' | readonly string[]
  /** Several words may follow, also joined by commas. */
  many: boolean
}

/** What a shell may complete for one command. */
export interface CommandWords {
  name: CommandName
  describe: string
  /** The words of its first argument, where they are known. */
  actions: readonly string[]
  options: OptionWords[]
}

/** The options that every command takes. */
export const GENERAL: readonly OptionWords[] = [
  { flag: '--json', describe: generalOptions.json, takes: 'nothing', many: false },
  { flag: '--debug', describe: generalOptions.debug, takes: 'nothing', many: false },
  { flag: '--no-color', describe: generalOptions.color, takes: 'nothing', many: false },
  { flag: '--help', describe: generalOptions.help, takes: 'nothing', many: false },
]

/** Every command with its options and their words, read from the commands themselves. */
export async function completionWords(): Promise<CommandWords[]> {
  const commands = await Promise.all(commandNames.map((name) => catalogue[name]()))
  return commands.map((command) => ({
    name: command.name,
    describe: commandHelp[command.name].summary,
    actions: command.actions ?? [],
    options: [...optionsOf(command), ...GENERAL],
  }))
}

function optionsOf({ options }: Command): OptionWords[] {
  return Object.values(options).map(({ flags, describe, choices }) => ({
    flag: /--[\w-]+/.exec(flags)![0],
    describe,
    takes: choices ?? takesOf(flags),
    many: flags.includes('...'),
  }))
}

function takesOf(flags: string): 'nothing' | 'file' | 'text' {
  if (!flags.includes('<')) return 'nothing'
  return /<(file|home)>/.test(flags) ? 'file' : 'text'
}
