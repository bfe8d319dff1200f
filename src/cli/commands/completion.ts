import { VidgenError } from '../../errors.ts'
import { expectedTexts } from '../../text/cli.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { checkArgument, oneOf } from '../options.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `vidgen completion bash|zsh|fish` */
export const completion = defineCommand({
  name: 'completion',
  arguments: '[shell]',
  actions: SHELLS,
  options: {},
  async run(context, { args: [word] }) {
    const command = 'completion'
    if (word === undefined)
      throw new VidgenError('USAGE_NEEDS_ONE_OF', { command, options: expectedTexts.oneOf(SHELLS) })
    const shell = checkArgument(oneOf(SHELLS), word, { option: command, command })
    const { completionWords } = await import('../completion/words.ts')
    const script = (await scripts[shell]())(await completionWords())
    await context.print({ shell, script }, () => script)
    return exitCodes.done
  },
})

const scripts = {
  bash: async () => (await import('../completion/bash.ts')).bashCompletion,
  zsh: async () => (await import('../completion/zsh.ts')).zshCompletion,
  fish: async () => (await import('../completion/fish.ts')).fishCompletion,
}
