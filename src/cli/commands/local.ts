import { VidgenError } from '../../errors.ts'
import { renderLocal } from '../../render/local.ts'
import { cliTexts, expectedTexts } from '../../text/cli.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { checkArgument, oneOf } from '../options.ts'

const ACTIONS = ['status', 'stop'] as const
const action = oneOf(ACTIONS)

/** `vidgen local status|stop` */
export const local = defineCommand({
  name: 'local',
  arguments: '[action]',
  actions: ACTIONS,
  options: {},
  async run(context, { args }) {
    const [word] = args
    if (word === undefined) {
      throw new VidgenError('USAGE_NEEDS_ONE_OF', {
        command: 'local',
        options: expectedTexts.oneOf(['status', 'stop']),
      })
    }
    const chosen = checkArgument(action, word, { option: 'local', command: 'local' })
    return chosen === 'stop' ? await stop(context) : await show(context)
  },
})

async function show(context: Context): Promise<number> {
  const vidgen = await context.vidgen('existing')
  const result = await vidgen.operations.localStatus()
  await context.print(result, (style) => renderLocal(result, style))
  return exitCodes.done
}

async function stop(context: Context): Promise<number> {
  const vidgen = await context.vidgen('existing')
  const result = await vidgen.operations.localStop()
  await context.print(result, () => cliTexts.stopped(result.stopped))
  return exitCodes.done
}
