import { Argument, Command as Parser, CommanderError, Option } from 'commander'
import { didYouMean } from '../catalog/did-you-mean.ts'
import { VidgenError } from '../errors.ts'
import type { Command } from './command.ts'
import type { GeneralOptions } from './context.ts'
import type { RawOption } from './options.ts'

/** What was typed, checked. */
export interface ParsedCommand {
  args: string[]
  options: Record<string, unknown>
  general: GeneralOptions
}

/** Reads a command's words. Throws USAGE_* naming the option, what was expected and what came. */
export function parseCommand(command: Command, words: readonly string[]): ParsedCommand {
  const parser = parserOf(command)
  try {
    parser.parse(words, { from: 'user' })
  } catch (error) {
    throw error instanceof CommanderError ? usageError(error, command, parser) : error
  }
  const raw: Record<string, RawOption> = parser.opts()
  return {
    args: parser.args,
    options: readOptions(command, raw),
    general: {
      json: raw['json'] === true,
      debug: raw['debug'] === true,
      color: raw['color'] !== false,
    },
  }
}

function parserOf(command: Command): Parser {
  const parser = new Parser(`vidgen ${command.name}`)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .helpOption(false)
    .option('--json')
    .option('--debug')
    .option('--no-color')
  for (const argument of command.arguments?.split(' ') ?? [])
    parser.addArgument(new Argument(argument))
  for (const { flags } of Object.values(command.options))
    addOption(parser, new Option(flags), command)
  return parser
}

/** Of a value that is given twice commander keeps the last one, and says nothing. */
function addOption(parser: Parser, option: Option, { name }: Command): void {
  parser.addOption(option)
  if (option.isBoolean() || option.variadic) return
  let times = 0
  parser.on(`option:${option.name()}`, () => {
    if (++times < 2) return
    throw new VidgenError('USAGE_TWICE', { command: name, option: longOf(option.flags) })
  })
}

function readOptions(command: Command, raw: Record<string, RawOption>): Record<string, unknown> {
  const entries = Object.entries(command.options)
  return Object.fromEntries(
    entries.map(([key, spec]) => {
      assertNoFlag(command, spec.flags, raw[key])
      return [key, spec.parse(raw[key], command.name)]
    }),
  )
}

/** Commander takes `--csv --json` for a file of that name. */
function assertNoFlag({ name }: Command, flags: string, raw: RawOption): void {
  if (typeof raw !== 'string' || !raw.startsWith('--')) return
  throw new VidgenError('USAGE_VALUE_MISSING', { command: name, option: longOf(flags) })
}

function longOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags
}

/** Commander names what it refuses in quotes, the only place where it tells. */
function usageError(error: CommanderError, { name }: Command, parser: Parser): Error {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const option = /--?[\w-]+/.exec(quoted)?.[0] ?? quoted
  if (error.code === 'commander.unknownOption') {
    const known = parser.options.flatMap((o) => (o.long ? [o.long] : []))
    const suggestion = didYouMean(option, known)
    return new VidgenError('USAGE_UNKNOWN_OPTION', { command: name, option, suggestion })
  }
  if (error.code === 'commander.optionMissingArgument') {
    return new VidgenError('USAGE_VALUE_MISSING', { command: name, option: longOf(quoted) })
  }
  if (error.code === 'commander.excessArguments') {
    const value = parser.args[parser.registeredArguments.length] ?? ''
    return new VidgenError('USAGE_EXTRA_ARGUMENT', { command: name, value })
  }
  return error
}
