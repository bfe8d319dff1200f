import { VidgenError } from '../../errors.ts'
import { renderNotify } from '../../render/notify.ts'
import { defineCommand } from '../command.ts'
import { exitOfNotify } from '../exit-codes.ts'
import { checkArgument, oneOf } from '../options.ts'

const ACTIONS = ['test'] as const
const action = oneOf(ACTIONS)

/** `vidgen notify test` */
export const notify = defineCommand({
  name: 'notify',
  arguments: '[action]',
  actions: ACTIONS,
  options: {},
  async run(context, { args }) {
    const [word] = args
    if (word === undefined) {
      throw new VidgenError('USAGE_NEEDS_ONE_OF', { command: 'notify', options: 'test' })
    }
    checkArgument(action, word, { option: 'notify', command: 'notify' })
    const vidgen = await context.vidgen('scratch')
    const result = await vidgen.operations.notifyTest()
    await context.print(result, (style) => renderNotify(result, style))
    return exitOfNotify(result)
  },
})
