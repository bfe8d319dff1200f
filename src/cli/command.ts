import type { Context } from './context.ts'
import type { CommandName } from '../text/en/help.ts'
import type { OptionSpec } from './options.ts'

/** The checked values of a command's options. */
export type OptionValues<O> = {
  [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never
}

/** A command: its options, and what it does. */
export interface Command<O = Record<string, OptionSpec>> {
  name: CommandName
  /** As commander reads them, with a space between: `[action] [name]`. */
  arguments?: string
  /** The words of the first argument, for completion. */
  actions?: readonly string[]
  /** By commander's attribute name: `dryRun` for `--dry-run`. */
  options: O
  /** Answers the exit code. May throw anything; `run` explains it. */
  run(context: Context, input: { args: string[]; options: OptionValues<O> }): Promise<number>
}

/** A command whose `run` knows the types of its options. */
export function defineCommand<const O extends Record<string, OptionSpec>>(
  command: Command<O>,
): Command {
  // The one place where the checked values meet their types; `readOptions` fills every key.
  return command
}
