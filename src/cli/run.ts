import { didYouMean } from '../catalog/did-you-mean.ts'
import { VidgenError } from '../errors.ts'
import { catalogue, commandNames } from './catalogue.ts'
import type { Command } from './command.ts'
import { Context } from './context.ts'
import { asVidgenError } from './errors.ts'
import { exitCodes, exitOfError } from './exit-codes.ts'
import { commandPage, frontPageText, isCommand } from './help.ts'
import type { Host } from './host.ts'
import { address } from './language.ts'
import { parseCommand } from './parse.ts'
import { OutputClosed, widthOf, write } from './terminal/output.ts'

/**
 * The whole program: words in, exit code out. Throws nothing; whatever goes wrong is told as one
 * sentence and a hint.
 */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  try {
    return await dispatch(address(argv, host), host)
  } catch (error) {
    return await failed(error, contextOf(argv, host))
  }
}

/** Tells about an error that no command awaited, as any other. Answers the exit code. */
export async function tellCrash(
  error: unknown,
  { argv, host }: { argv: readonly string[]; host: Host },
): Promise<number> {
  return await failed(error, contextOf(argv, host))
}

async function dispatch(argv: readonly string[], host: Host): Promise<number> {
  const { name, words } = commandOf(argv)
  const help = wantsHelp(words)
  const columns = widthOf(host.stdout, host.env)
  if (name === undefined) {
    if (help) await write(host.stdout, frontPageText(columns))
    else throw new VidgenError('USAGE_NO_COMMAND', undefined)
    return exitCodes.done
  }
  if (!isCommand(name)) {
    const suggestion = didYouMean(name, commandNames)
    throw new VidgenError('USAGE_UNKNOWN_COMMAND', { name, suggestion })
  }
  const command = await catalogue[name]()
  if (!help) return await execute(command, words, host)
  await write(host.stdout, commandPage(command, columns))
  return exitCodes.done
}

async function execute(command: Command, words: string[], host: Host): Promise<number> {
  const { args, options, general } = parseCommand(command, words)
  const context = new Context(host, command.name, general)
  try {
    return await command.run(context, { args, options })
  } catch (error) {
    return await failed(error, context)
  } finally {
    await context.close()
  }
}

async function failed(thrown: unknown, context: Context): Promise<number> {
  if (thrown instanceof OutputClosed) return exitCodes.done
  const error = asVidgenError(thrown)
  try {
    await context.fail(error)
  } catch (unwritten) {
    // Nobody reads the error: its exit code still tells.
    if (!(unwritten instanceof OutputClosed)) context.note(String(unwritten))
  }
  return exitOfError(error.code)
}

/** The command is the first word that is no option; what stands before it goes to the command. */
function commandOf(argv: readonly string[]): { name: string | undefined; words: string[] } {
  const at = argv.findIndex((word) => !word.startsWith('-'))
  if (at < 0) return { name: undefined, words: [...argv] }
  if (argv[at] === 'help') return commandOf([...argv.slice(0, at), ...argv.slice(at + 1), '--help'])
  return { name: argv[at], words: [...argv.slice(0, at), ...argv.slice(at + 1)] }
}

function wantsHelp(words: readonly string[]): boolean {
  const options = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  return options.some((word) => word === '--help' || word === '-h')
}

/** For errors before the options were read. */
function contextOf(argv: readonly string[], host: Host): Context {
  return new Context(host, 'vidgen', {
    json: argv.includes('--json'),
    debug: argv.includes('--debug'),
    color: !argv.includes('--no-color'),
  })
}
